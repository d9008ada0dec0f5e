# These start servers of their own on a database they may leave changed: `make test`
# runs them in a copy of their own, and Odoo itself never imports them.
