from . import test_engine_vectors
from . import test_points_ledger
from . import test_ledger_concurrency
from . import test_settlement
from . import test_settlement_queries
from . import test_settlement_refund
from . import test_settlement_attacks
from . import test_redemption_taxes
