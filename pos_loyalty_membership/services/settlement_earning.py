"""What a sale earns in each program of its till."""

from datetime import date, timedelta

from odoo import api, models

from ..engine.earning import earn
from ..engine.values import ENGINE_VERSION, is_refusal, to_dict
from .ledger_locks import Locked
from .ledger_operations import Credit

# An order is settled once in its life: a return never lets it earn again.
GENERATION = 0


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _plan_earning(self, sale, plan):
        """Add a credit for every program in which the sale earns something."""
        programs = [
            program
            for program in sale.programs
            if program.earns and program.id in sale.members
        ]
        if not programs or not any(amount.earns for amount in sale.lines_of("goods")):
            return
        accounts = self._accounts_by_program(sale)
        earnings = {}
        for program in programs:
            if program.id not in accounts and program.member_policy == "enrolled":
                continue
            earning = self._earning(
                sale, program, self._situation(sale, program), accounts.get(program.id)
            )
            if earning.points:
                earnings[program.id] = earning
        welcomes = self._welcomes(sale, programs, accounts)
        account_ids = self._earning_accounts(sale, accounts, {**earnings, **welcomes})
        for program in programs:
            situation = self._situation(sale, program)
            account_id = account_ids.get(program.id)
            if program.id in earnings:
                earning = earnings[program.id]
                plan.operations.append(
                    self._credit(sale, program, situation, account_id, earning)
                )
            if program.id in welcomes:
                plan.operations.append(
                    self.env["points.bonuses"]._welcome_credit(
                        program,
                        account_id,
                        welcomes[program.id],
                        (sale.source, sale.moment, situation),
                        self._available_on(program, situation),
                    )
                )

    @api.model
    def _welcomes(self, sale, programs, accounts):
        """{program id: key} of the welcome bonuses this sale brings: it is paid."""
        welcoming = [program for program in programs if program.welcome_points]
        snapshot = self.env["points.snapshot"]
        if not welcoming or snapshot._received(sale.order, sale.amounts) <= 0:
            return {}
        return self.env["points.bonuses"]._welcome_keys(
            welcoming, sale.members, accounts
        )

    @api.model
    def _situation(self, sale, program):
        """When and where a sale happened, as a program counts days."""
        if program.id not in sale.situations:
            order = sale.order
            sale.situations[program.id] = self.env["points.snapshot"]._situation(
                program, sale.moment, order.config_id.id, order.preset_id.id or 0
            )
        return sale.situations[program.id]

    @api.model
    def _accounts_by_program(self, sale):
        """Account values of the sale's members by program id, where they exist.

        Read once: what the sale earns and what its tier gives look at the same moment.
        Where nothing but that can move points, the posting's own lock is taken here.
        """
        if sale.accounts is None:
            snapshot = self.env["points.snapshot"]
            kinds = {amount.kind for amount in sale.amounts}
            if kinds.isdisjoint(("redemption", "refund")):
                sale.locked = Locked(
                    frozenset(self._earn_key(sale, each) for each in sale.programs),
                    {each.id: snapshot._ledger_facts(each) for each in sale.programs},
                    taken_for_new=sale.taken_for_new,
                )
            found = snapshot._accounts_of(
                [
                    (
                        program.id,
                        sale.members[program.id].id,
                        self._situation(sale, program).day,
                        program.once_a_day_rules(),
                    )
                    for program in sale.programs
                    if program.id in sale.members
                ],
                sale.source.uuid,
                sale.locked,
            )
            sale.link_versions = {
                account["id"]: account["link_version"] for account in found.values()
            }
            sale.has_holds = any(each["document_holds"] for each in found.values())
            sale.accounts = {
                program_id: account for (program_id, _), account in found.items()
            }
        return sale.accounts

    @api.model
    def _earn_key(self, sale, program):
        """The key under which the ledger knows what this sale earned in a program."""
        return f"earn:{sale.source.uuid}:{program.id}:{GENERATION}"

    @api.model
    def _earning(self, sale, program, situation, account):
        """The engine's Earning of this sale in one program; raises out of bounds."""
        snapshot = self.env["points.snapshot"]
        basket = snapshot._basket(
            sale.order, program, sale.amounts, situation, sale.rewards
        )
        if account:
            member = snapshot._member_value(account)
        else:
            member = snapshot._newcomer(program, sale.members[program.id])
        earning = earn(basket, program.engine, member)
        if is_refusal(earning):
            raise ValueError(f"order {sale.source.uuid} cannot earn: {earning}")
        return earning

    @api.model
    def _earning_accounts(self, sale, accounts, earnings):
        """Account ids by program id; opens those a first sale opens.

        `earnings` has the ids of the programs in which the sale brings points.
        """
        account_ids = {
            program_id: account["id"] for program_id, account in accounts.items()
        }
        new = [
            (program_id, sale.members[program_id].id, "sale")
            for program_id in earnings
            if program_id not in accounts
        ]
        if new:
            opened = self.env["points.ledger"]._open_accounts(new)
            account_ids.update(
                {
                    program_id: opened[program_id, partner]
                    for program_id, partner, _ in new
                }
            )
            sale.link_versions.update(dict.fromkeys(opened.values(), 0))
        for program_id, account_id in account_ids.items():
            sale.know_account(account_id, sale.members[program_id].id, program_id)
        return account_ids

    @api.model
    def _available_on(self, program, situation):
        """The first day on which points of this sale can be used, None: at once."""
        if not program.waiting_days:
            return None
        day = date.fromisoformat(situation.date)
        return day + timedelta(days=program.waiting_days)

    @api.model
    def _credit(self, sale, program, situation, account_id, earning):
        """The ledger operation for one Earning, with what explains it."""
        best = max(earning.rules, key=lambda result: result.points)
        available_on = self._available_on(program, situation)
        return Credit(
            account_id=account_id,
            kind="earn",
            key=self._earn_key(sale, program),
            points=earning.points,
            source=sale.source,
            moment=sale.moment,
            local_day=situation.day,
            earning_rule_id=best.rule_id,
            available_on=available_on,
            expires_on=self.env["points.snapshot"]._expires_on(
                program.expiry, situation.date, available_on
            ),
            explanation={
                "engine": ENGINE_VERSION,
                "currency_id": program.currency_id,
                "order_points": earning.order_points,
                "rules": to_dict(earning.rules),
            },
            lines=to_dict(earning.lines),
        )
