from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Whoever has neither right sees nothing of points on documents.
READERS = "account.group_account_invoice,pos_loyalty_membership.points_group_officer"
LONG = timedelta(days=7)


class AccountMove(models.Model):
    """What people see of points on invoices and credit notes; nothing is stored."""

    _inherit = "account.move"

    points_entry_ids = fields.Many2many(
        "points.entry",
        string="Points",
        compute="_compute_points",
        groups=READERS,
        help="Entries of the points log that this document made.",
    )
    points_earned = fields.Float(
        digits=(16, 2),
        compute="_compute_points",
        groups=READERS,
        help="Points earned by this document, less what it took back.",
    )
    points_redeemed = fields.Float(
        digits=(16, 2),
        compute="_compute_points",
        groups=READERS,
        help="Points used on this document, less what it gave back.",
    )
    points_summary = fields.Char(compute="_compute_points", groups=READERS)
    points_offer_text = fields.Char(compute="_compute_points_texts", groups=READERS)
    points_used_text = fields.Char(compute="_compute_points_texts", groups=READERS)
    points_hold_state = fields.Selection(
        [("held", "Reserved"), ("long", "For more than 7 days"), ("lost", "Lost")],
        string="Reserved points",
        compute="_compute_points_hold_state",
        search="_search_points_hold_state",
        groups=READERS,
    )

    def _compute_points(self):
        """Read from the ledger what these documents moved; orders' for a till's."""
        by_uuid = {}
        for move in self:
            # An accountant need not be allowed to read orders of tills.
            orders = move.sudo().pos_order_ids
            for uuid in [move.points_uuid, *orders.mapped("uuid")]:
                if uuid:
                    by_uuid.setdefault(uuid, move)
        entries = (
            self.env["points.entry"]
            .sudo()
            .search([("source_uuid", "in", list(by_uuid))], order="id")
            if by_uuid
            else self.env["points.entry"].sudo()
        )
        by_move = entries.grouped(lambda entry: by_uuid[entry.source_uuid])
        for move in self:
            own = by_move.get(move, entries.browse())
            move.points_entry_ids = own.sudo(False)
            move.points_earned, move.points_redeemed = own._points_earned_and_redeemed()
            move.points_summary = move._points_summary_text(own.program_id[:1])

    def _points_summary_text(self, program):
        """“Earned 3 pts · redeemed 500 pts”, in the words of the first program."""
        parts = []
        if self.points_earned:
            points = program._points_text(self.points_earned)
            parts.append(self.env._("Earned %s", points))
        if self.points_redeemed:
            points = program._points_text(self.points_redeemed)
            parts.append(
                self.env._("redeemed %s", points)
                if parts
                else self.env._("Redeemed %s", points)
            )
        return " · ".join(parts) or False

    @api.depends("state", "line_ids.points_hold_uuid")
    def _compute_points_texts(self):
        """What could be used, and what is used, on a saved draft."""
        service = self.env["points.invoice"]
        for move in self:
            saved = move._origin
            move.points_offer_text = move.points_used_text = False
            if not saved or not saved._points_can_redeem():
                continue
            if saved._points_lines():
                move.points_used_text = service._used_text(saved)
            else:
                move.points_offer_text = service._offer_text(saved)

    def _compute_points_hold_state(self):
        states = dict(self.env.execute_query(self._points_hold_states(self.ids)))
        for move in self:
            move.points_hold_state = states.get(move.id, False)

    @api.model
    def _search_points_hold_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.env.execute_query(self._points_hold_states())
        return Domain(
            "id", "in", [move_id for move_id, state in rows if state in value]
        )

    @api.model
    def _points_hold_states(self, move_ids=None):
        """Rows (draft, state) of drafts with points: lost, else long, else held."""
        self.env["account.move.line"].flush_model(["points_hold_uuid", "parent_state"])
        of_moves = SQL("AND line.move_id = ANY(%s)", move_ids) if move_ids else SQL()
        return SQL(
            """
            SELECT line.move_id,
                   CASE WHEN bool_or(hold.state IS DISTINCT FROM 'held') THEN 'lost'
                        WHEN min(hold.create_date) < %s THEN 'long'
                        ELSE 'held' END
              FROM account_move_line line
              LEFT JOIN points_hold hold ON hold.uuid = line.points_hold_uuid
             WHERE line.points_hold_uuid IS NOT NULL
               AND line.parent_state = 'draft' %s
             GROUP BY line.move_id
            """,
            fields.Datetime.now() - LONG,
            of_moves,
        )

    def _points_print_lines(self):
        """What the printed document says about points, see the service."""
        self.ensure_one()
        return self.env["points.invoice"]._print_lines(self)

    def action_view_points_entries(self):
        """Open the log of what this document moved."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_entry_action"
        )
        action["domain"] = [("id", "in", self.points_entry_ids.ids)]
        action["context"] = {}
        return action
