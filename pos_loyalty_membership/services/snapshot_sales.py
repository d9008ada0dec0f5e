"""A sale at a till: its moment, and what becomes of those of nobody or of staff."""

from dataclasses import dataclass
from datetime import timedelta

from odoo import api, models

# A till clock may run ahead by this much before anybody is told.
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SaleSettings:
    """`claim_days`: how long a code collects the points of a sale without a member, 0
    not at all. `claim_shown`: whether the portal is a place to do it. `staff_sales`:
    "earn", "flag" or "never".
    """

    claim_days: int
    claim_shown: bool
    staff_sales: str


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _sale_settings(self, program):
        """The SaleSettings of a program record."""
        return SaleSettings(
            claim_days=program.claim_days,
            claim_shown=program.portal_shown,
            staff_sales=program.staff_sales,
        )

    @api.model
    def _program_facts(self, program):
        """Tills preview what a sale earns, and what its receipt will offer."""
        return {
            **super()._program_facts(program),
            "claim_days": program.sales.claim_days,
            "staff_sales": program.sales.staff_sales,
        }

    @api.model
    def _is_staff(self, partner, order=None):
        """Whether a contact is that of an internal user, an employee or the cashier.

        Employees are known where the application for them is installed; `order` adds
        who sold it. Asks the database once, or twice with employees.
        """
        # Who works here is no secret kept from the till: only yes or no leaves.
        partner = partner.sudo()
        if any(
            not user.share for user in partner.with_context(active_test=False).user_ids
        ):
            return True
        cashiers = self.env["res.partner"]
        if order:
            cashiers = order.sudo().user_id.partner_id
        if "hr.employee" in self.env:
            employees = self.env["hr.employee"].sudo()
            if order and "employee_id" in order._fields:
                cashiers |= order.sudo().employee_id.work_contact_id
            if employees.search_count([("work_contact_id", "=", partner.id)], limit=1):
                return True
        return partner in cashiers

    @api.model
    def _order_moment(self, order, now):
        """When a sale happened, and whether the till's clock could be believed.

        The till's time counts if it lies in the session and not in the future, give or
        take `CLOCK_TOLERANCE`; otherwise the server's `now`. Both are UTC. Returns
        (moment, believed).
        """
        claimed = order.date_order
        started = order.session_id.start_at
        if not claimed or claimed > now + CLOCK_TOLERANCE:
            return now, False
        if started and claimed < started - CLOCK_TOLERANCE:
            return now, False
        return min(claimed, now), True
