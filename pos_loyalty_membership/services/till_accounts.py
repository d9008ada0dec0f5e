"""Accounts of a member as the till reads them, in the answers of `points.till`."""

from odoo import api, fields, models
from odoo.tools import SQL

from .points_snapshot import to_minor, to_points

# How many dates on which points expire a till is told.
EXPIRY_DATES = 3


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    def _accounts(self, config, partner, programs=None):
        """Accounts of a contact in the till's programs, as the till reads them."""
        snapshot = self.env["points.snapshot"]
        if programs is None:
            programs = snapshot._till_programs(config)
        now = fields.Datetime.now()
        members = {
            program: snapshot._member(partner, program).id for program in programs
        }
        # A cashier sees the points of any member of the company.
        found = (
            self.sudo()
            .env["points.snapshot"]
            ._accounts_of(
                [
                    (
                        program.id,
                        member_id,
                        snapshot._situation(program, now, config.id).day,
                        program.once_a_day_rules(),
                    )
                    for program, member_id in members.items()
                    if member_id
                ]
            )
        )
        details = self._details([account["id"] for account in found.values()])
        for account_id, report in self._tier_reports(found.values()).items():
            details[account_id]["tier"] = report
        answers = []
        for program, member_id in members.items():
            account = found.get((program.id, member_id))
            if account:
                answers.append(self._account_answer(program, account, details))
            elif member_id and program.member_policy == "everybody":
                partner = self.env["res.partner"].browse(member_id)
                answers.append(self._no_account_answer(program, partner))
        return answers

    @api.model
    def _account(self, config, partner, program):
        """One account as the till reads it; None if the contact has no part in it."""
        answers = self._accounts(config, partner, (program,))
        return answers[0] if answers else None

    @api.model
    def _accounts_of_records(self, config, accounts):
        """The same for account records, whoever the till asked about."""
        answers = []
        for program in self.env["points.snapshot"]._till_programs(config):
            for account in accounts.filtered(
                lambda account, program=program: account.program_id.id == program.id
            ):
                answers += self._accounts(config, account.partner_id, (program,))
        return answers

    @api.model
    def _tier_reports(self, accounts):
        """Where the members of these account rows stand (`points.tiers._report`)."""
        wanted = {account["id"]: account["program_id"] for account in accounts}
        # A cashier sees the tier of any member of the company.
        return self.sudo().env["points.tiers"]._reports(wanted)

    @api.model
    def _account_answer(self, program, account, details):
        return {
            "program_id": program.id,
            "account_id": account["id"],
            "state": account["state"],
            "available": account["available"],
            "balance": account["balance"],
            "waiting": account["waiting"],
            "debt": account["debt"],
            "held": account["held"] - account["overdue"],
            "visited_rule_ids": account["visited_rule_ids"],
            "earned_today": account["earned_today"],
            "tag_ids": account["tag_ids"],
            "tier_id": account["tier_id"],
            **details[account["id"]],
        }

    @api.model
    def _no_account_answer(self, program, partner):
        """What a contact has before its first sale."""
        member = self.env["points.snapshot"]._newcomer(program, partner)
        numbers = dict.fromkeys(("available", "balance", "waiting", "debt", "held"), 0)
        return {
            "program_id": program.id,
            "account_id": 0,
            "state": "open",
            **numbers,
            "visited_rule_ids": [],
            "earned_today": 0,
            "tag_ids": list(member.tag_ids),
            "tier_id": 0,
            "holds": [],
            "expiring": [],
            "tier": None,
        }

    @api.model
    def _details(self, account_ids):
        """Active reservations and next expiries by account id, two queries for all."""
        details = {
            account_id: {"holds": [], "expiring": [], "tier": None}
            for account_id in account_ids
        }
        if not account_ids:
            return details
        for row in self.env.execute_query_dict(self._holds_query(account_ids)):
            details[row["account_id"]]["holds"].append(
                {
                    "uuid": row["uuid"],
                    "points": to_points(row["points"]),
                    "money": to_minor(row["money"], row["rounding"]),
                    "document_uuid": row["document_uuid"] or "",
                    "document_name": row["document_name"] or "",
                    "rule_id": row["redemption_rule_id"] or 0,
                    "expires_in": int(row["expires_in"]),
                }
            )
        expiring = self.env["points.expiries"]._expiring(account_ids)
        for account_id, dates in expiring.items():
            details[account_id]["expiring"] = [
                self._expiring_answer(each) for each in dates[:EXPIRY_DATES]
            ]
        return details

    @api.model
    def _expiring_answer(self, expiring):
        """(last day, points) of points that end, as a till reads it."""
        day, points = expiring
        return {"points": to_points(points), "date": day.isoformat()}

    @api.model
    def _holds_query(self, account_ids):
        now = fields.Datetime.now()
        return SQL(
            """
            SELECT hold.account_id, hold.uuid, hold.points, hold.money,
                   hold.document_uuid, hold.document_name, hold.redemption_rule_id,
                   currency.rounding,
                   extract(epoch FROM hold.expires_at - %(now)s) AS expires_in
              FROM points_hold hold
              JOIN res_currency currency ON currency.id = hold.currency_id
             WHERE hold.account_id = ANY(%(accounts)s)
               AND hold.coupon_id IS NULL
               AND hold.state = 'held'
               AND hold.expires_at > %(now)s
             ORDER BY hold.id
            """,
            accounts=account_ids,
            now=now,
        )
