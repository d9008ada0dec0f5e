"""What a till is told of members who work here: whether they earn."""

from odoo import api, models


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    def _accounts(self, config, partner, programs=None):
        """Each account says with `earns` whether the program gives this member points.

        Asks the database only where a program gives employees nothing.
        """
        answers = super()._accounts(config, partner, programs)
        snapshot = self.env["points.snapshot"]
        strict = {
            program.id
            for program in snapshot._till_programs(config)
            if program.sales.staff_sales == "never"
        }
        is_staff = bool(strict) and snapshot._is_staff(partner)
        for answer in answers:
            answer["earns"] = not (is_staff and answer["program_id"] in strict)
        return answers
