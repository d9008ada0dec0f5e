# These need modules that the addon does not depend on: `make test` runs them in a
# database that has them, and Odoo itself never imports them.
