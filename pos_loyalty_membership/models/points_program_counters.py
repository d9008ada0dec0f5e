from odoo import api, fields, models
from odoo.fields import Domain


class PointsProgram(models.Model):
    """What the buttons on top of a program show, and where they lead."""

    _inherit = "points.program"

    account_ids = fields.One2many("points.account", "program_id", string="Members")
    member_count = fields.Integer(
        string="Number of members", compute="_compute_counters"
    )
    points_outstanding = fields.Float(
        digits=(16, 2), compute="_compute_counters", help="Points members have now."
    )
    outstanding_text = fields.Char(compute="_compute_counters")
    liability = fields.Monetary(
        compute="_compute_counters",
        help="What the points outstanding are worth by the best discount of today.",
    )
    entry_count = fields.Integer(compute="_compute_counters")
    review_count = fields.Integer(string="Open reviews", compute="_compute_counters")

    @api.depends_context("lang", "uid")
    @api.depends("account_ids.live", "all_redemption_rule_ids.points", "point_name")
    def _compute_counters(self):
        """Members, points, liability, entries and open reviews, set-based.

        Counts are those of the company that owes the points, whoever looks: an officer
        sees them all, others do not see the buttons.
        """
        members = self._count_of(
            "points.account",
            Domain("merged_into_id", "=", False) & Domain("state", "!=", "left"),
        )
        entries = self._count_of("points.entry")
        reviews = self._count_of(
            "points.review", Domain("state", "=", "open"), "account_id.program_id"
        )
        outstanding = self._origin._outstanding()
        for program in self:
            _members, live = outstanding.get(program._origin.id, (0, 0))
            program.member_count = members.get(program._origin, 0)
            program.points_outstanding = live / 100
            program.outstanding_text = program._points_text(live / 100)
            program.liability = program._liability(live, program._point_value())
            program.entry_count = entries.get(program._origin, 0)
            program.review_count = reviews.get(program._origin, 0)

    def _count_of(self, model, domain=Domain.TRUE, path="program_id"):
        """{program: its records of a model, where there are any}, whoever looks.

        `path` leads from a record to its program. One query for all programs.
        """
        ours = domain & Domain(path, "in", self._origin.ids)
        records = self.env[model].sudo()
        return dict(records._read_group(ours, [path], ["__count"]))

    def _action_of_program(self, xmlid, **context):
        """Return an action of this addon narrowed to the program's records."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"pos_loyalty_membership.{xmlid}"
        )
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = context
        return action

    def action_view_members(self):
        """Open the program's points table."""
        return self._action_of_program(
            "points_account_action", default_program_id=self.id
        )

    def action_view_entries(self):
        """Open the program's points log."""
        return self._action_of_program("points_entry_action")

    def action_view_reviews(self):
        """Open the reviews of the program's members, open ones first."""
        action = self._action_of_program(
            "points_review_action", search_default_open=True
        )
        action["domain"] = [("account_id.program_id", "=", self.id)]
        return action
