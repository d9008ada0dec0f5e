"""What a receipt says of tiers: the member's, and what was missing to the next one."""

from odoo import api, models


class PointsReceipt(models.AbstractModel):
    _inherit = "points.receipt"

    @api.model
    def _posted_reports(self, sale, posted, account_ids):
        """{account id: report} after a posting (see `points.tiers._report`).

        What earns was reviewed by the posting; a return, or a sale that only redeems,
        costs one query where its program has tiers.
        """
        unknown = {
            account_id: sale.account_programs[account_id]
            for account_id in account_ids
            if account_id not in posted.tiers
        }
        return {**posted.tiers, **self.env["points.tiers"]._reports(unknown)}

    @api.model
    def _past_tiers(self, rows):
        """{index of the row: report} as it was after the entries of each row."""
        asked = {
            index: (
                row["account_id"],
                row["program_id"],
                row["last_id"],
                row["written_at"],
            )
            for index, row in enumerate(rows)
        }
        return self.env["points.tiers"]._past_reports(asked)

    @api.model
    def _tier_figures(self, program, report):
        """{name, next: {name, missing, until} or None}; None: nothing to say.

        `missing` as in the engine's Missing, `until` an ISO day or "".
        """
        if report is None:
            return None
        tiers = self.env["points.tiers"]
        name = tiers._tier_name(program, report["tier_id"])
        above = report["next"]
        if not above["tier_id"]:
            return {"name": name, "next": None} if name else None
        following = {
            "name": tiers._tier_name(program, above["tier_id"]),
            "missing": above["missing"],
            "until": above["until"],
        }
        return {"name": name, "next": following}
