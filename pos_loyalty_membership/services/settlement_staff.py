"""Sales to the shop's own people: they earn, are listed for review, or earn nothing."""

from odoo import api, models

from .ledger_operations import Credit


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _plan_earning(self, sale, plan):
        """Leave out programs in which the member, who works here, earns nothing.

        Asks the database only where a program treats employees differently.
        """
        staff = self._staff_programs(sale)
        if "never" in staff.values():
            # What a tier gives looks at every account later: they are read once.
            self._accounts_by_program(sale)
        everybody = sale.members
        sale.members = {
            program_id: member
            for program_id, member in everybody.items()
            if staff.get(program_id) != "never"
        }
        result = super()._plan_earning(sale, plan)
        sale.members = everybody
        for operation in plan.operations:
            program_id = (
                sale.account_programs.get(operation.account_id)
                if isinstance(operation, Credit) and operation.kind == "earn"
                else None
            )
            if staff.get(program_id) == "flag":
                plan.reviews.append(
                    self._staff_values(sale, program_id, operation.points)
                )
        return result

    @api.model
    def _staff_programs(self, sale):
        """{program id: "flag" or "never"} where the sale's member works here."""
        snapshot = self.env["points.snapshot"]
        different = {
            program.id: program.sales.staff_sales
            for program in sale.programs
            if program.id in sale.members and program.sales.staff_sales != "earn"
        }
        members = {sale.members[program_id] for program_id in different}
        staff = {member for member in members if snapshot._is_staff(member, sale.order)}
        return {
            program_id: treatment
            for program_id, treatment in different.items()
            if sale.members[program_id] in staff
        }

    @api.model
    def _staff_values(self, sale, program_id, points):
        """The review of a sale that earned for somebody who works here."""
        program = self.env["points.snapshot"]._program_by_id(program_id)
        return {
            **self._review_base("staff_sale", sale.order, sale.source, str(program_id)),
            "partner_id": sale.members[program_id].id,
            "claimed": self.env._("The member works here."),
            "done": self.env._(
                "The sale earned %s.", self._points_text(program, points)
            ),
            "advice": self.env._(
                "Ask who paid. Adjust the member's balance if the purchase was not "
                "an own one."
            ),
        }
