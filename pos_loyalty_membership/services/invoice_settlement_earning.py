"""What an invoice earns, when it is posted or when it is paid."""

from odoo import api, models

from ..engine.earning import earn
from ..engine.rounding import mul_div
from ..engine.values import ENGINE_VERSION, is_refusal, to_dict
from .ledger_operations import Credit
from .points_snapshot import to_minor

# What the customer's money lies on, in entries that no payment record made.
MONEY_ACCOUNTS = ("asset_cash", "liability_credit_card")


class PointsInvoiceSettlement(models.AbstractModel):
    _inherit = "points.invoice.settlement"

    @api.model
    def _settle_earning(self, move):
        """Earn in every program whose time has come; take back what is not paid now."""
        snapshot = self.env["points.snapshot"]
        programs = {
            program.id: program
            for program in snapshot._invoice_programs(move.company_id)
            if program.earns and program.invoice_earning != "never"
        }
        chains = [each for each in self._chains(move) if each.kind == "earn"]
        paid = self._is_paid(move)
        operations = []
        for chain in chains:
            if chain.when == "paid" and not paid and not chain.is_closed:
                operations += self._take_back_all(move, chain)
        earning = [
            program
            for program in programs.values()
            if (program.invoice_earning == "posted" or paid)
            and not any(
                chain.program_id == program.id and not chain.is_closed
                for chain in chains
            )
        ]
        if earning and not move._is_downpayment():
            operations += self._credits(move, earning, chains)
        self._post(move, operations)

    @api.model
    def _credits(self, move, programs, chains):
        """A Credit for every program in which the invoice earns something now."""
        invoice = self.env["points.invoice"]._read(move)
        if not any(amount.earns for amount in invoice.amounts):
            return []
        found = []
        for program in programs:
            account = invoice.accounts.get(program.id)
            if program.id not in invoice.members or (
                account is None and program.member_policy == "enrolled"
            ):
                continue
            received, credited = None, 0
            if program.invoice_earning == "paid":
                received, credited = self._received(move, invoice.amounts)
            earning = self._earning(invoice, program, account, received)
            if earning.points:
                found.append((program, earning, credited))
        welcomes = self._welcomes(invoice, programs)
        giving = {each[0].id: each[0] for each in found}
        giving |= {each.id: each for each in programs if each.id in welcomes}
        accounts = self._earning_accounts(invoice, list(giving.values()))
        earned = [
            self._credit(
                invoice,
                program,
                accounts[program.id],
                earning,
                credited,
                sum(chain.program_id == program.id for chain in chains),
            )
            for program, earning, credited in found
        ]
        return earned + self._welcome_credits(invoice, programs, accounts, welcomes)

    @api.model
    def _welcomes(self, invoice, programs):
        """{program id: key} of the welcome bonuses this invoice brings."""
        welcoming = [
            program
            for program in programs
            if program.welcome_points and program.id in invoice.members
        ]
        if not welcoming or invoice.move.amount_total <= 0:
            return {}
        return self.env["points.bonuses"]._welcome_keys(
            welcoming, invoice.members, invoice.accounts
        )

    @api.model
    def _welcome_credits(self, invoice, programs, accounts, welcomes):
        """The ledger operations of the welcome bonuses of an invoice."""
        snapshot = self.env["points.snapshot"]
        available_on = self.env["points.settlement"]._available_on
        operations = []
        for program in programs:
            if program.id in welcomes:
                situation = snapshot._invoice_situation(program, invoice.moment)
                operations.append(
                    self.env["points.bonuses"]._welcome_credit(
                        program,
                        accounts[program.id],
                        welcomes[program.id],
                        (self._source(invoice.move), invoice.moment, situation),
                        available_on(program, situation),
                    )
                )
        return operations

    @api.model
    def _earning(self, invoice, program, account, received):
        """The engine's Earning of an invoice; raises out of bounds."""
        snapshot = self.env["points.snapshot"]
        basket = self.env["points.invoice"]._basket(invoice, program, received=received)
        if account:
            member = snapshot._member_value(account)
        else:
            member = snapshot._newcomer(program, invoice.members[program.id])
        earning = earn(basket, program.engine, member)
        if is_refusal(earning):
            raise ValueError(f"invoice {invoice.move.id} cannot earn: {earning}")
        return earning

    @api.model
    def _earning_accounts(self, invoice, programs):
        """Account ids by program id; opens those that a first sale opens."""
        members = [
            (program.id, invoice.members[program.id].id, "sale") for program in programs
        ]
        opened = self.env["points.ledger"]._open_accounts(members) if members else {}
        return {program_id: account for (program_id, _), account in opened.items()}

    @api.model
    def _credit(self, invoice, program, account_id, earning, credited, generation):
        """The ledger operation for one Earning, with what explains it.

        `credited` is what credit notes had settled of it already, and so did not earn.
        """
        move = invoice.move
        source = self._source(move)
        situation = self.env["points.snapshot"]._invoice_situation(
            program, invoice.moment
        )
        best = max(earning.rules, key=lambda result: result.points)
        available_on = self.env["points.settlement"]._available_on(program, situation)
        return Credit(
            account_id=account_id,
            kind="earn",
            key=f"earn:{source.uuid}:{program.id}:{generation}",
            points=earning.points,
            source=source,
            moment=invoice.moment,
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
                "document": {
                    "when": program.invoice_earning,
                    "currency_id": move.currency_id.id,
                    "rate": move.invoice_currency_rate,
                    "credited": credited,
                },
            },
            lines=to_dict(earning.lines),
        )

    # ------------------------------------------------------------------
    # What was paid
    # ------------------------------------------------------------------

    @api.model
    def _is_paid(self, move):
        """Whether nothing is left to pay, payments without an entry included."""
        if move.payment_state not in ("paid", "in_payment"):
            return False
        left = move.amount_residual - self._paid_without_entry(move)
        left += sum(
            partial.debit_amount_currency
            for partial in self._partials(move)
            if not self._stands(partial.credit_move_id.move_id)
        )
        return move.currency_id.compare_amounts(left, 0) <= 0

    @api.model
    def _partials(self, move):
        """What settles the invoice, piece by piece."""
        receivable = move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        return receivable.matched_credit_ids

    @api.model
    def _stands(self, counterpart):
        """Whether an entry that pays an invoice is valid.

        A payment that is a draft again stays reconciled, and pays nothing.
        """
        payment = counterpart.origin_payment_id
        return not payment or payment.state in ("in_process", "paid")

    @api.model
    def _paid_without_entry(self, move):
        """Money of payments that have no journal entry, in the invoice's currency."""
        payments = move.matched_payment_ids.filtered(
            lambda payment: (
                not payment.move_id and payment.state in ("in_process", "paid")
            )
        )
        paid = sum(
            payment.currency_id._convert(
                payment.amount, move.currency_id, move.company_id, payment.date
            )
            for payment in payments
        )
        return min(paid, move.amount_residual)

    @api.model
    def _received(self, move, amounts):
        """(money received in minor units of the company, minor units credited).

        The first is None where everything was received. What credit notes, write-offs
        and cash discounts settled was not; deducted down payments were. The second is
        what credit notes of this invoice settled, in the invoice's currency.
        """
        rounding = move.currency_id.rounding
        received, credited = self._paid_without_entry(move), 0.0
        for partial in self._partials(move):
            counterpart = partial.credit_move_id.move_id
            amount = partial.debit_amount_currency
            if counterpart.move_type != "out_refund":
                received += amount * self._money_share(counterpart)
            elif counterpart.reversed_entry_id == move:
                credited += amount
        if move.currency_id.compare_amounts(received, move.amount_total) >= 0:
            return None, to_minor(credited, rounding)
        total = sum(amount.tax_included for amount in amounts)
        deducted = -sum(a.tax_included for a in amounts if a.kind == "outside")
        share = mul_div(
            max(0, total),
            to_minor(received, rounding),
            to_minor(move.amount_total, rounding),
            "half_up",
        )
        return share + deducted, to_minor(credited, rounding)

    @api.model
    def _money_share(self, counterpart):
        """Which part of what an entry pays is money: 1 without write-off, 0 for one."""
        payment = counterpart.origin_payment_id
        if payment:
            money = payment._seek_for_lines()[0]
        else:
            money = counterpart.line_ids.filtered(
                lambda line: line.account_type in MONEY_ACCOUNTS
            )
        settled = abs(
            sum(
                counterpart.line_ids.filtered(
                    lambda line: line.account_type == "asset_receivable"
                ).mapped("balance")
            )
        )
        if not settled:
            return 0.0
        return min(1.0, abs(sum(money.mapped("balance"))) / settled)
