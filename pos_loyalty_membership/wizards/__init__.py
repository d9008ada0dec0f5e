from . import base_partner_merge
from . import points_account_adjust
from . import points_account_enrol
from . import points_program_new
from . import points_redemption_rule_revalue
