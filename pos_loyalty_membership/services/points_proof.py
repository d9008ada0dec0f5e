"""Proof on demand: entries, lots, allocations, holds and balances agree.

Each check is one SQL statement that answers the rows where something disagrees: an
account, what was expected and what was found, in points. It reports and never repairs;
`_rebuild_lots` is a separate action that is logged.
"""

import logging
from dataclasses import dataclass

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from .proof_checks import CHECKS, PROTECTION
from .proof_coupons import COUPON_CHECKS
from .proof_scope import only_rows_of
from .proof_tiers import TIER_CHECKS

_logger = logging.getLogger(__name__)

# Rows read per check, and faults named in an activity; a number says how many more.
MOST_FAULTS = 200
MOST_NAMED = 50
# Accounts up to which their rows are looked up instead of reading whole tables.
FEW_ACCOUNTS = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One disagreement: which check, on whose account, at which row, what differs."""

    check: str
    account_id: int
    record_id: int
    expected: str
    found: str


class PointsProof(models.AbstractModel):
    _name = "points.proof"
    _description = "Proof of the points ledger"

    @api.model
    def _prove(self, accounts=None, programs=None):
        """Check accounts, whole programs, or everything; returns a list of `Fault`.

        `accounts` and `programs` are recordsets; neither means everything. Reads only.
        """
        for model in ("points.account", "points.entry", "points.lot", "points.hold"):
            self.env[model].flush_model()
        for model in ("points.coupon", "points.coupon.use", "points.membership"):
            self.env[model].flush_model()
        chosen, scope = SQL("TRUE"), SQL("")
        if accounts is not None:
            chosen = SQL("account.id = ANY(%s)", accounts.ids)
            if len(accounts) <= FEW_ACCOUNTS:
                scope = only_rows_of(self.env, accounts.ids)
        elif programs is not None:
            chosen = SQL("account.program_id = ANY(%s)", programs.ids)
        faults = []
        for check, statement in (CHECKS | COUPON_CHECKS | TIER_CHECKS).items():
            rows = self.env.execute_query(
                SQL("%s %s LIMIT %s", scope, SQL(statement, chosen=chosen), MOST_FAULTS)
            )
            faults += [Fault(check, *row[:2], str(row[2]), str(row[3])) for row in rows]
        if accounts is None:
            faults += self._unprotected_tables()
        return faults

    @api.model
    def _unprotected_tables(self):
        """Tables of the log whose triggers are missing or switched off."""
        found = {
            (table, name)
            for table, name in self.env.execute_query(
                SQL(
                    """
                    SELECT c.relname, t.tgname
                      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                     WHERE t.tgname = ANY(%s) AND t.tgenabled IN ('O', 'A')
                    """,
                    sorted({name for _table, name in PROTECTION}),
                )
            )
        }
        return [
            Fault("protection", 0, 0, f"{name} on {table}", "missing or switched off")
            for table, name in PROTECTION
            if (table, name) not in found
        ]

    @api.model
    def _cron_prove(self):
        """Prove everything once a day; a fault becomes an activity of the managers."""
        faults = self._prove()
        if faults:
            self._tell_managers(faults)
        else:
            _logger.info("points proof: everything agrees")

    @api.model
    def _tell_managers(self, faults):
        """Put the faults on the programs concerned, as one open activity each."""
        accounts = self.env["points.account"].browse(
            {fault.account_id for fault in faults if fault.account_id}
        )
        program_of = {account.id: account.program_id for account in accounts.exists()}
        by_program = {}
        for fault in faults:
            program = program_of.get(fault.account_id)
            if not program:
                program = self.env["points.program"].search([], limit=1)
            by_program.setdefault(program, []).append(fault)
        for program, found in by_program.items():
            _logger.error("points proof of %s: %s", program.name, found)
            self._schedule(program, found)

    @api.model
    def _schedule(self, program, faults):
        """One open activity per program and manager; a newer proof updates it."""
        summary = self.env._("Points do not agree")
        note = self._as_html(faults)
        known = program.activity_ids.filtered(lambda one: one.summary == summary)
        if known:
            known.write({"note": note})
            return
        group = self.env.ref("pos_loyalty_membership.points_group_manager")
        managers = group.all_user_ids.filtered(
            lambda user: not user.share and program.company_id in user.company_ids
        )
        for manager in managers or self.env.user:
            program.activity_schedule(
                "mail.mail_activity_data_warning",
                date_deadline=fields.Date.context_today(self),
                summary=summary,
                note=note,
                user_id=manager.id,
            )

    @api.model
    def _as_html(self, faults):
        """The faults as a list a manager can read, the first ones by name."""
        accounts = self.env["points.account"].browse(
            {fault.account_id for fault in faults if fault.account_id}
        )
        names = {account.id: account.display_name for account in accounts.exists()}
        items = [
            Markup("<li>%s</li>")
            % self.env._(
                "%(member)s: %(check)s (row %(row)s) should be %(expected)s, is "
                "%(found)s",
                member=names.get(fault.account_id, "–"),
                check=self._check_name(fault.check),
                row=fault.record_id,
                expected=fault.expected,
                found=fault.found,
            )
            for fault in faults[:MOST_NAMED]
        ]
        more = len(faults) - len(items)
        if more > 0:
            items.append(Markup("<li>%s</li>") % self.env._("… and %s more", more))
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._(
                "Balances, lots and the log disagree. Nothing was changed. Look at the "
                "members named here before you rebuild their lots."
            ),
            Markup().join(items),
        )

    @api.model
    def _check_name(self, check):
        """What a check compares, in the reader's words."""
        names = {
            "balance": self.env._("balance against the log"),
            "live_less_debt": self.env._("balance against live points and debt"),
            "bounds": self.env._("numbers that cannot be"),
            "live": self.env._("live points against the lots"),
            "waiting": self.env._("waiting points against the lots"),
            "held": self.env._("reserved points against the reservations"),
            "debt": self.env._("debt against uncovered entries"),
            "merged_is_empty": self.env._("points left on a merged account"),
            "lot_remaining": self.env._("what is left of a lot"),
            "lot_of_its_entry": self.env._("owner of a lot"),
            "credit_has_its_lots": self.env._("points of an entry against its lots"),
            "debit_is_covered": self.env._("points of an entry against what it took"),
            "lot_dates": self.env._("dates of a lot"),
            "last_activity": self.env._("when a member earned or redeemed last"),
            "lot_waits_for_a_day": self.env._("waiting lot without a day"),
            "reversed_at_most_once": self.env._("points reversed"),
            "entry_of_its_account": self.env._("program and company of an entry"),
            "one_key_once": self.env._("key of an entry"),
            "captured_hold_has_its_entry": self.env._("used reservation"),
            "redemption_line_has_its_entry": self.env._("discount line of a sale"),
            "invoice_line_has_its_entry": self.env._("discount line of an invoice"),
            "next_due": self.env._("when something falls due"),
            "protection": self.env._("protection of the log"),
            "coupon_remaining": self.env._("what is left of a coupon"),
            "coupon_of_its_entry": self.env._("entry that made a coupon"),
            "convert_has_its_coupon": self.env._("coupon made of points"),
            "coupon_turned_back": self.env._("coupon turned back into points"),
            "coupon_hold_has_its_use": self.env._("used reservation of a coupon"),
            "coupon_hold_of_its_account": self.env._("owner of a coupon's reservation"),
            "coupon_given_back": self.env._("money given back to a coupon"),
            "coupon_use_once": self.env._("key of a coupon's use"),
            "coupon_line_has_its_use": self.env._("coupon line of a sale"),
            "tier_in_force": self.env._("tier against the membership in force"),
            "membership_of_its_account": self.env._("owner of a membership"),
            "paid_membership_has_its_entry": self.env._("points paid for a tier"),
        }
        return names[check]
