"""Install and uninstall hooks."""


def uninstall_hook(env):
    """Drop the append-only trigger and its function, which the ORM does not know of."""
    env["points.ledger"]._drop_append_only_triggers()
