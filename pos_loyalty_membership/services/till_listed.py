"""What a till's customer list shows of its members: one question for the page shown."""

from odoo import api, fields, models

from .till_arguments import check_ids


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    @api.readonly
    def get_listed(self, config_id, partner_ids):
        """Points and tier of at most 100 contacts.

        Returns [{partner_id, program_id, available, waiting, expiring, tier_id}]:
        of each contact the first of the till's programs (by sequence) in which it has
        an account; contacts without an account, of another company or deleted are
        absent. Points in hundredths; what is waiting or reserved is not available.
        `expiring` is {points, date} of what ends next, or None.
        """
        config = self._check_till(config_id)
        ids = check_ids(partner_ids, "partner_ids")
        partners = self.env["res.partner"].browse(ids).exists()
        partners = partners._filtered_access("read")
        snapshot = self.env["points.snapshot"]
        now = fields.Datetime.now()
        members = {}
        for program in snapshot._till_programs(config):
            day = snapshot._situation(program, now, config.id).day
            for partner in partners:
                member = snapshot._member(partner, program)
                if member:
                    members[program.id, partner.id] = (program.id, member.id, day, ())
        # A cashier sees the points of any member of the company; two addresses of one
        # member are one question.
        found = (
            self.sudo()
            .env["points.snapshot"]
            ._accounts_of(list(dict.fromkeys(members.values())))
        )
        listed = {}
        for (program_id, partner_id), (_, member_id, *_rest) in members.items():
            account = found.get((program_id, member_id))
            if account and partner_id not in listed:
                listed[partner_id] = {
                    "partner_id": partner_id,
                    "program_id": program_id,
                    "available": account["available"],
                    "waiting": account["waiting"],
                    "expiring": account["id"],
                    "tier_id": account["tier_id"],
                }
        # Whose points are shown was decided above.
        expiries = self.sudo().env["points.expiries"]
        expiring = expiries._expiring([each["expiring"] for each in listed.values()])
        for each in listed.values():
            dates = expiring[each["expiring"]]
            each["expiring"] = self._expiring_answer(dates[0]) if dates else None
        return list(listed.values())
