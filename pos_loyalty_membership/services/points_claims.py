"""Points of sales without a member: the code on the receipt.

A claim is written with the sale, as the engine's quote of that moment; how it is
collected is in `claim_collecting`. Only this service writes `points.claim`.
"""

import json
import secrets

from odoo import api, models
from odoo.tools import SQL

from .points_snapshot import to_points

# Nothing that is misread from paper: no 0 and O, no 1, I and L.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
HALF = CODE_LENGTH // 2
# Two sales get one code about once in a billion shops; then another one is drawn.
DRAWS = 5


class PointsClaims(models.AbstractModel):
    _name = "points.claims"
    _description = "Points to collect by code"

    # ------------------------------------------------------------------
    # The code
    # ------------------------------------------------------------------

    @api.model
    def _new_code(self):
        """Eight characters from the system's randomness: 40 bits nobody guesses."""
        return "".join(secrets.choice(ALPHABET) for _character in range(CODE_LENGTH))

    @api.model
    def _read_code(self, text):
        """A code as somebody typed it: with dashes, blanks or small letters; or ""."""
        code = "".join(text.split()).replace("-", "").upper()
        is_code = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
        return code if is_code else ""

    @api.model
    def _shown_code(self, code):
        """A code as it is printed: 7K4M-Q2ZD."""
        return f"{code[:HALF]}-{code[HALF:]}"

    # ------------------------------------------------------------------
    # Made by settlement
    # ------------------------------------------------------------------

    @api.model
    def _make(self, order, wanted):
        """Write claims of one order under one code; `wanted` are values by program.

        Returns them as receipts show them (see `_shown`). A sale that is settled again
        keeps the code it has.
        """
        for _draw in range(DRAWS):
            code = self._new_code()
            rows = self._insert(code, wanted)
            if len(rows) == len(wanted):
                return [self._shown(code, values) for values in wanted]
            known = self._shown_of(order)[order.id]
            if known:
                return known
        raise ValueError(f"no code could be drawn for order {order.uuid}")

    @api.model
    def _insert(self, code, wanted):
        """Insert claims that do not exist; returns the program ids of those written."""
        return self.env.execute_query(
            SQL(
                """
                INSERT INTO points_claim (
                       code, program_id, company_id, source_model, source_id,
                       source_uuid, source_name, moment, local_day, until, points,
                       quote, create_uid, create_date, write_uid, write_date)
                SELECT %(code)s, r.program_id, r.company_id, r.source_model,
                       r.source_id, r.source_uuid, r.source_name, r.moment,
                       r.local_day, r.until, r.points / 100.0, r.quote,
                       %(uid)s, now() AT TIME ZONE 'UTC',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s::jsonb)
                    AS r(program_id int, company_id int, source_model varchar,
                         source_id int, source_uuid varchar, source_name varchar,
                         moment timestamp, local_day date, until date,
                         points bigint, quote jsonb)
                ON CONFLICT DO NOTHING
                RETURNING program_id
                """,
                code=code,
                uid=self.env.uid,
                rows=json.dumps(wanted),
            )
        )

    @api.model
    def _note_returned(self, uuids):
        """Mark the open claims of sales whose goods came back."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE points_claim
                   SET returned_on = now() AT TIME ZONE 'UTC'
                 WHERE source_uuid = ANY(%s) AND account_id IS NULL
                """,
                uuids,
            )
        )
        self.env["points.claim"].invalidate_model(["returned_on"])

    # ------------------------------------------------------------------
    # Shown on receipts
    # ------------------------------------------------------------------

    @api.model
    def _shown(self, code, values):
        """One claim as a receipt shows it; points in hundredths, `until` ISO."""
        program = self.env["points.snapshot"]._program_by_id(values["program_id"])
        return {
            "program_id": program.id,
            "program": program.name,
            "point_name": program.point_name,
            "counts_in": program.counts_in,
            "currency_id": program.currency_id,
            "decimals": program.decimals,
            "code": self._shown_code(code),
            "points": values["points"],
            "until": values["until"],
            "portal": program.sales.claim_shown,
        }

    @api.model
    def _shown_of(self, orders):
        """{order id: [claims nobody collected yet]} of these orders, in one query."""
        shown = {order.id: [] for order in orders}
        by_uuid = {order.uuid: order.id for order in orders}
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT source_uuid, code, program_id, points, until
                  FROM points_claim
                 WHERE source_uuid = ANY(%s) AND account_id IS NULL
                 ORDER BY id
                """,
                list(by_uuid),
            )
        )
        for row in rows:
            values = {
                "program_id": row["program_id"],
                "points": to_points(row["points"]),
                "until": row["until"].isoformat(),
            }
            shown[by_uuid[row["source_uuid"]]].append(self._shown(row["code"], values))
        return shown
