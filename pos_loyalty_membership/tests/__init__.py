from . import test_points_ledger
from . import test_ledger_concurrency
from . import test_settlement
from . import test_settlement_queries
