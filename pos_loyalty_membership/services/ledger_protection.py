"""The database's own protection of the log, whatever the code above does."""

from odoo import api, models
from odoo.tools import SQL


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    @api.model
    def _install_append_only(self, table, columns):
        """Let the database refuse DELETE, TRUNCATE and changes of these columns.

        Columns are named one by one, so that columns of other addons may be written.
        """
        function = SQL.identifier(f"{table}_append_only")
        name = SQL.identifier(table)
        old = SQL(", ").join(SQL.identifier("old", column) for column in columns)
        new = SQL(", ").join(SQL.identifier("new", column) for column in columns)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $body$
                BEGIN
                    IF TG_OP = 'UPDATE' THEN
                        IF ROW(%(old)s) IS NOT DISTINCT FROM ROW(%(new)s) THEN
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION USING
                        MESSAGE = 'the points log is append-only: '
                                  || TG_OP || ' on ' || TG_TABLE_NAME,
                        ERRCODE = 'restrict_violation';
                END $body$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS points_append_only ON %(table)s;
                CREATE TRIGGER points_append_only BEFORE UPDATE OR DELETE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION %(function)s();
                DROP TRIGGER IF EXISTS points_no_truncate ON %(table)s;
                CREATE TRIGGER points_no_truncate BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();
                """,
                function=function,
                table=name,
                old=old,
                new=new,
            )
        )

    @api.model
    def _drop_append_only_triggers(self):
        """Take the protection off again, for the uninstallation of the addon."""
        for table in ("points_entry", "points_allocation", "points_coupon_use"):
            self.env.cr.execute(
                SQL(
                    "DROP FUNCTION IF EXISTS %s() CASCADE",
                    SQL.identifier(f"{table}_append_only"),
                )
            )
