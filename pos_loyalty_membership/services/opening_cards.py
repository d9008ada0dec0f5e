"""Cards of Odoo's own loyalty programs as opening balances, where they are installed.

Nothing here depends on that module: without it there is no program to choose.
"""

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..engine.rounding import mul_div, to_unit
from .opening_values import MAXIMUM_POINTS, OpeningRow
from .points_snapshot import to_points
from .till_members import CARD

# A rate of 1 in its own unit: points of the program per point of a card.
RATE_UNIT = 10_000


class PointsOpenings(models.AbstractModel):
    _inherit = "points.openings"

    @api.model
    def _native_programs(self):
        """[(id as text, name)] of the programs whose cards can become balances."""
        if "loyalty.program" not in self.env:
            return []
        programs = self.env["loyalty.program"].with_context(active_test=False)
        # Which cards there are is shown to managers of points, whatever else they may.
        found = programs.sudo().search([("program_type", "=", "loyalty")])
        return [(str(program.id), program.display_name) for program in found]

    @api.model
    def _cards(self, opening):
        """The cards of the chosen program that have points, in order."""
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        return cards.search(
            [
                ("program_id", "=", int(opening.native_program)),
                ("points", ">", 0),
                ("active", "=", True),
                ("company_id", "in", [False, opening.program_id.company_id.id]),
            ],
            order="id",
        )

    @api.model
    def _rows_of_cards(self, opening):
        """[(card id, OpeningRow)] of the cards, with why one cannot be imported."""
        program, today = opening.program_id, opening.program_id._today()
        rate = round(opening.rate * RATE_UNIT)
        unit = 100 if program.decimals == "0" else 1
        found = []
        for card in self._cards(opening):
            partner = card.partner_id
            row = OpeningRow(
                row=card.id,
                name=partner.display_name or "",
                card_number=card.code if opening.take_codes else "",
                partner_id=partner.id or 0,
                expires_on=card.expiration_date or None,
            )
            points = mul_div(to_points(card.points), rate, RATE_UNIT, "down")
            row.points = to_unit(points, unit, "down")
            self._check_card(row, partner, today)
            found.append(row)
        self._keep_own_cards(program, found)
        self._find_members(program, found, again=True)
        return found

    def _check_card(self, row, partner, today):
        """Say why a card cannot become an opening balance."""
        if not partner:
            row.problems.append(self.env._("The card belongs to nobody."))
        if row.expires_on and row.expires_on < today:
            row.problems.append(
                self.env._("It expired on %s.", format_date(self.env, row.expires_on))
            )
        if not row.points:
            row.problems.append(self.env._("Its points come to less than one."))
        if row.points > MAXIMUM_POINTS * 100:
            row.problems.append(
                self.env._(
                    "Its points come to more than %s, which can only be an error.",
                    f"{MAXIMUM_POINTS:,}",
                )
            )

    def _keep_own_cards(self, program, rows):
        """A code is taken over only where the member has no card, and only one code."""
        accounts = self.env["points.account"].sudo()
        taken = accounts.search(
            [
                ("program_id", "=", program.id),
                ("merged_into_id", "=", False),
                ("card_number", "!=", False),
                ("partner_id", "in", [row.partner_id for row in rows]),
            ]
        )
        holders = set(taken.partner_id.ids)
        others = accounts.search(
            [
                ("program_id", "=", program.id),
                ("merged_into_id", "=", False),
                ("card_number", "in", [row.card_number for row in rows]),
            ]
        )
        used = set(others.mapped("card_number"))
        for row in rows:
            known = row.card_number in used or not CARD.fullmatch(row.card_number)
            if known or row.partner_id in holders:
                row.card_number = ""
            elif row.card_number:
                holders.add(row.partner_id)

    @api.model
    def _card_keys(self, card_ids):
        """{card id: key of its entry} of cards without an entry that stands.

        A card is imported once; one whose entry was taken back gets a key of its own.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT split_part(entry.key, ':', 3)::int, count(*),
                       count(*) FILTER (WHERE NOT EXISTS (
                           SELECT FROM points_entry back
                            WHERE back.reversed_entry_id = entry.id))
                  FROM points_entry entry
                 WHERE entry.kind = 'import' AND entry.key LIKE 'import:card%%'
                   AND split_part(entry.key, ':', 3)::int = ANY(%s)
                 GROUP BY 1
                """,
                list(card_ids),
            )
        )
        standing = {card_id for card_id, _count, stands in rows if stands}
        counts = {card_id: count for card_id, count, _stands in rows}
        return {
            card_id: f"import:card{counts.get(card_id, 0) or ''}:{card_id}"
            for card_id in card_ids
            if card_id not in standing
        }
