"""Records become engine values: programs, places and days.

The only reader of configuration for the engine. It decides nothing about points: it
turns what a shop configured into frozen integers, once per till and until something
changes. Baskets are read in `snapshot_basket`. The till's JavaScript receives the same
values through `points.till.get_rules`.
"""

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytz

from odoo import api, models
from odoo.tools import ormcache

from ..engine.values import Expiry, Program, Situation, to_dict

# What of a tier is shown, as the till reads it.
LOOKS = ("name", "color", "icon", "gifts")


def to_points(value):
    """Points as stored (two decimals) to hundredths."""
    return round(value * 100)


def to_minor(amount, rounding):
    """Money to units of the currency's rounding, halves away from zero.

    The same formula stands in the till's points_basket.js.
    """
    units = math.floor(abs(amount) / rounding + 0.5)
    return units if amount >= 0 else -units


@dataclass(frozen=True, slots=True)
class TillProgram:
    """A program as a till and the server use it.

    `engine` is the engine's value; the rest tells the shells whose sales it concerns
    and how to count days. `day_starts_at` is in minutes after midnight, `redeem_until`
    an ISO date or "", `rounding` the currency's smallest unit, `welcome_points` the
    welcome bonus in hundredths (0: none).
    """

    id: int
    sequence: int
    name: str
    point_name: str
    counts_in: str
    decimals: int
    state: str
    redeem_until: str
    company_id: int
    currency_id: int
    rounding: float
    earn_basis: str
    tz: str
    day_starts_at: int
    member_policy: str
    companies_allowed: bool
    person_account: str
    hold_minutes: int
    waiting_days: int
    expiry: Expiry
    invoice_earning: str
    invoice_hold_days: int
    invoice_benefits: bool
    engine: Program
    rule_names: tuple
    tier_looks: tuple
    tier_kinds: tuple
    links_on_receipts: bool
    welcome_points: int
    sales: object

    def word(self, points):
        """The word after a number of points: the usual “pts” has a singular."""
        singular = self.point_name == "pts" and abs(points) == 100
        return "pt" if singular else self.point_name

    @property
    def earns(self):
        """Whether sales still earn in this program."""
        return self.state == "running"

    def redeems_on(self, day):
        """Whether points can be used on this ISO day."""
        if self.state == "redeem_only":
            return not self.redeem_until or day <= self.redeem_until
        return self.state == "running"

    def rule(self, rule_id):
        """The redemption rule of this id, or None."""
        return next(
            (rule for rule in self.engine.redemption_rules if rule.id == rule_id), None
        )

    @property
    def uses_tags(self):
        """Whether any rule asks for the customer's tags."""
        rules = (*self.engine.earning_rules, *self.engine.redemption_rules)
        return any(rule.limits.tags is not None for rule in rules)

    def tier(self, tier_id):
        """The tier of this id that is in use, or None."""
        return next((tier for tier in self.engine.tiers if tier.id == tier_id), None)

    def once_a_day_rules(self):
        """Ids of visit rules that count once per local day."""
        return [
            rule.id
            for rule in self.engine.earning_rules
            if rule.kind == "visit" and not rule.every_sale
        ]


class PointsSnapshot(models.AbstractModel):
    _name = "points.snapshot"
    _description = "Records to engine values"

    # ------------------------------------------------------------------
    # Programs
    # ------------------------------------------------------------------

    @api.model
    def _till_programs(self, config):
        """Programs that apply at a till, first by sequence: a tuple of TillProgram.

        They run or let members redeem, belong to the till's company, have its currency
        and name the till, or none. Cached until a program, a rule or a till changes.
        """
        return self._cached_till_programs(config.id, self.env.lang or "en_US")

    @api.model
    def _till_program(self, config, program_id):
        """The program of this id at this till, or None."""
        return next(
            (p for p in self._till_programs(config) if p.id == program_id), None
        )

    @api.model
    @ormcache("config_id", "lang")
    def _cached_till_programs(self, config_id, lang):
        config = self.env["pos.config"].sudo().browse(config_id)
        programs = (
            self.env["points.program"]
            .sudo()
            .with_context(lang=lang)
            .search(
                [
                    ("company_id", "=", config.company_id.id),
                    ("state", "in", ["running", "redeem_only"]),
                    "|",
                    ("pos_config_ids", "=", False),
                    ("pos_config_ids", "in", config_id),
                ]
            )
        )
        return tuple(
            self._freeze_program(program)
            for program in programs
            if program.currency_id == config.currency_id
        )

    @api.model
    def _program_by_id(self, program_id):
        """A program whatever its state, for points that were promised under it."""
        return self._cached_program(program_id, self.env.lang or "en_US")

    @api.model
    @ormcache("program_id", "lang")
    def _cached_program(self, program_id, lang):
        # What is kept for everybody does not depend on what one reader asks to see.
        program = (
            self.env["points.program"].sudo().with_context(lang=lang, active_test=True)
        )
        return self._freeze_program(program.browse(program_id))

    @api.model
    @ormcache()
    def _companies_with_programs(self):
        """Ids of companies that have, or had, a program: only they have points."""
        programs = self.env["points.program"].sudo().with_context(active_test=False)
        return frozenset(programs.search([("state", "!=", "draft")]).company_id.ids)

    @api.model
    def _freeze_program(self, program, as_running=False):
        """One program record as a TillProgram (see there).

        Rules earn in a running program only, or where it is to be seen `as_running`.
        """
        rounding = program.currency_id.rounding
        earns = as_running or program.state == "running"
        earning = program.earning_rule_ids if earns else []
        return TillProgram(
            id=program.id,
            sequence=program.sequence,
            name=program.name,
            point_name=program.point_name,
            counts_in=program.counts_in,
            decimals=int(program.decimals),
            state=program.state,
            redeem_until=self._iso(program.redeem_until) or "",
            company_id=program.company_id.id,
            currency_id=program.currency_id.id,
            rounding=rounding,
            earn_basis=program.earn_basis,
            tz=program.tz,
            day_starts_at=round(program.day_starts_at * 60),
            member_policy=program.member_policy,
            companies_allowed=program.companies_allowed,
            person_account=program.person_account,
            hold_minutes=program.hold_minutes,
            waiting_days=program.waiting_days,
            expiry=self._expiry(program),
            invoice_earning=program.invoice_earning,
            invoice_hold_days=program.invoice_hold_days,
            invoice_benefits=program.invoice_benefits,
            engine=Program.from_dict(
                {
                    "id": program.id,
                    "unit": 100 if program.decimals == "0" else 1,
                    "rounding": program.rounding,
                    "combine": program.combine,
                    "maximum_per_day": to_points(program.maximum_per_day),
                    "reward_redeemed": program.reward_redeemed,
                    "earning_rules": [self._earning_rule(r, rounding) for r in earning],
                    "redemption_rules": [
                        self._redemption_rule(rule, rounding)
                        for rule in program.redemption_rule_ids
                    ],
                    **self._tier_settings(program, rounding),
                }
            ),
            rule_names=(
                tuple((r.id, r.display_name) for r in program.earning_rule_ids),
                tuple((r.id, r.display_name) for r in program.redemption_rule_ids),
            ),
            tier_looks=self._tier_looks(program),
            tier_kinds=self._tier_kinds(program),
            links_on_receipts=program._links_on_receipts(),
            welcome_points=to_points(program.welcome_bonus * program.welcome_points),
            sales=self._sale_settings(program),
        )

    @api.model
    def _earning_rule(self, rule, rounding):
        return {
            "id": rule.id,
            "kind": rule.kind,
            "sequence": rule.sequence,
            "points": to_points(rule.points),
            "per_amount": to_minor(rule.per_amount, rounding),
            "whole_steps": rule.step_mode == "whole",
            "minimum_order": to_minor(rule.minimum_order, rounding),
            "every_sale": rule.every_sale,
            "maximum_points": to_points(rule.maximum_points),
            "limits": self._limits(rule),
            "scope": self._scope(rule),
        }

    @api.model
    def _redemption_rule(self, rule, rounding):
        return {
            "id": rule.id,
            "kind": rule.kind,
            "sequence": rule.sequence,
            "points": to_points(rule.points),
            "minimum_balance": to_points(rule.minimum_balance),
            "minimum_order": to_minor(rule.minimum_order, rounding),
            "maximum_share": round(rule.maximum_share * 100),
            "limits": self._limits(rule),
            "scope": self._scope(rule),
            **self._redemption_kind(rule, rounding),
        }

    # ------------------------------------------------------------------
    # What a till is given
    # ------------------------------------------------------------------

    @api.model
    def _program_payload(self, program):
        """A TillProgram as the till's JavaScript reads it: integers and texts."""
        earning_names, redemption_names = program.rule_names
        return {
            **to_dict(program.engine),
            **self._program_facts(program),
            "name": program.name,
            "point_name": program.point_name,
            "rule_names": {
                "earning": {str(key): name for key, name in earning_names},
                "redemption": {str(key): name for key, name in redemption_names},
            },
            "tier_looks": {
                str(tier_id): dict(zip(LOOKS, look, strict=True))
                for tier_id, *look in program.tier_looks
            },
        }

    @api.model
    def _program_facts(self, program):
        """What of a program, besides its engine value, changes what it decides."""
        return {
            "sequence": program.sequence,
            "counts_in": program.counts_in,
            "decimals": program.decimals,
            "state": program.state,
            "redeem_until": program.redeem_until,
            "currency_id": program.currency_id,
            "earn_basis": program.earn_basis,
            "tz": program.tz,
            "day_starts_at": program.day_starts_at,
            "member_policy": program.member_policy,
            "companies_allowed": program.companies_allowed,
            "person_account": program.person_account,
            "hold_minutes": program.hold_minutes,
            "waiting_days": program.waiting_days,
        }

    @api.model
    def _rules_digest(self, config):
        """SHA-256 of everything that decides points at this till, names excluded.

        A till whose digest differs previews with older rules.
        """
        return self._cached_rules_digest(config.id)

    @api.model
    @ormcache("config_id")
    def _cached_rules_digest(self, config_id):
        canonical = json.dumps(
            [
                [
                    {**to_dict(program.engine), **self._program_facts(program)}
                    for program in self._cached_till_programs(config_id, "en_US")
                ],
                self._categories_payload(),
                self._products_digest(),
            ],
            sort_keys=True,
            separators=(",", ":"),
        )
        return hashlib.sha256(canonical.encode()).hexdigest()

    # ------------------------------------------------------------------
    # Members
    # ------------------------------------------------------------------

    @api.model
    def _member(self, partner, program):
        """The contact that holds `partner`'s account in a TillProgram, or none.

        `res.partner._points_member` reads three facts of a program; the cached ones
        spare a query for the record.
        """
        if not partner:
            return partner
        return partner._points_member(
            SimpleNamespace(
                person_account=program.person_account,
                companies_allowed=program.companies_allowed,
                company_id=self.env["res.company"].browse(program.company_id),
            )
        )

    # ------------------------------------------------------------------
    # Time and place
    # ------------------------------------------------------------------

    @api.model
    def _situation(self, program, moment, place_id, sales_mode_id=0):
        """Time, place and sales mode (`pos.preset`, 0: none) as the engine sees them.

        `moment` is UTC without time zone. `date` is the calendar day in the program's
        time zone (date windows); `day` its business day, which starts at the program's
        `day_starts_at` (visits).
        """
        local = pytz.utc.localize(moment).astimezone(pytz.timezone(program.tz))
        business = local.replace(tzinfo=None) - timedelta(minutes=program.day_starts_at)
        return Situation(
            date=local.date().isoformat(),
            day=business.date().isoformat(),
            place_id=place_id,
            minute=local.hour * 60 + local.minute,
            sales_mode_id=sales_mode_id,
        )
