from . import ledger_operations
