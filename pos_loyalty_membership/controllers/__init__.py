from . import opening_template
from . import portal
from . import personal_link
from . import portal_coupons
from . import portal_tickets
from . import portal_claims
from . import portal_offers
from . import portal_tiers
