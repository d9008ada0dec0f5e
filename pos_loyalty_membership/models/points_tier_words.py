"""Tiers in plain words: what each asks for and gives, how long it lasts."""

from itertools import combinations

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import format_amount, formatLang

from .points_tier import CONDITIONS


class PointsTier(models.Model):
    _inherit = "points.tier"

    sentence = fields.Char(
        string="In plain words", compute="_compute_sentence", compute_sudo=True
    )
    member_count = fields.Integer(
        string="Members", compute="_compute_member_count", compute_sudo=True
    )

    @api.depends_context("lang")
    @api.depends(
        "reached_by",
        "points_required",
        "amount_required",
        "lifetime_required",
        "balance_required",
        "join_cost",
        "multiplier",
        "benefit_kind",
        "pricelist_id.name",
        "benefit_ids.percent",
        "benefit_ids.product_ids",
        "benefit_ids.category_ids",
        "benefit_ids.pos_category_ids",
        "program_id.point_name",
        "program_id.tier_look_back",
        "program_id.tier_look_back_months",
    )
    def _compute_sentence(self):
        for tier in self:
            parts = [tier._way_text(), *tier._gift_texts()]
            tier.sentence = "; ".join(filter(None, parts))

    def _way_text(self):
        """How the tier is reached."""
        if self.reached_by == "hand":
            return self.env._("Given by hand")
        program = self.program_id
        ways = []
        if self.reached_by == "numbers":
            window = program._look_back_text()
            points = program._points_text
            if self.points_required:
                ways.append(
                    self.env._(
                        "%(points)s earned %(window)s",
                        points=points(self.points_required),
                        window=window,
                    )
                )
            if self.amount_required:
                money = format_amount(self.env, self.amount_required, self.currency_id)
                ways.append(
                    self.env._("%(money)s spent %(window)s", money=money, window=window)
                )
            if self.lifetime_required:
                ways.append(
                    self.env._("%s earned ever", points(self.lifetime_required))
                )
            if self.balance_required:
                ways.append(
                    self.env._("a balance of %s", points(self.balance_required))
                )
            text = self.env._("From %s", self.env._(" or ").join(ways))
        else:
            text = self.env._("For every member")
        if self.join_cost:
            cost = program._points_text(self.join_cost)
            return self.env._("%(way)s, joining costs %(cost)s", way=text, cost=cost)
        return text

    def _gift_texts(self):
        """What the tier gives."""
        texts = []
        if self.multiplier != 100:
            percent = formatLang(self.env, self.multiplier, digits=0)
            texts.append(self.env._("earns %s %% of the points", percent))
        if self.benefit_kind == "pricelist":
            texts.append(self.env._("prices of %s", self.pricelist_id.name))
        else:
            texts += [benefit._text() for benefit in self.benefit_ids]
        return texts

    def _takes_all_of(self, lower):
        """Whether every member who reaches `lower` reaches this tier as well."""
        self.ensure_one()
        if self.reached_by != "numbers":
            return self.reached_by == "everybody"
        return lower.reached_by == "numbers" and all(
            0 < self[name] <= lower[name] for name in CONDITIONS if lower[name]
        )

    def _compute_member_count(self):
        """Members who are in the tier now, one query for all."""
        counts = dict(
            self.env["points.account"]._read_group(
                [("tier_id", "in", self.ids), ("state", "!=", "left")],
                ["tier_id"],
                ["__count"],
            )
        )
        for tier in self:
            tier.member_count = counts.get(tier._origin, 0)


class PointsProgram(models.Model):
    _inherit = "points.program"

    tier_sentence = fields.Char(
        string="Tiers in plain words",
        compute="_compute_tier_sentence",
        compute_sudo=True,
    )

    tier_warning = fields.Char(compute="_compute_tier_warning", compute_sudo=True)

    @api.depends_context("lang")
    @api.depends(
        "tier_mode",
        *(
            f"all_tier_ids.{name}"
            for name in ("name", "active", "sequence", "reached_by", "join_cost")
        ),
        *(f"all_tier_ids.{name}" for name in CONDITIONS),
    )
    def _compute_tier_warning(self):
        """Name a tier in which nobody stays, since a higher one asks for no more."""
        for program in self:
            begins = program.all_tier_ids.filtered(
                lambda tier: (
                    tier.active and not tier.join_cost and tier.reached_by != "hand"
                )
            ).sorted("sequence")
            never = [
                (lower.name, higher.name)
                for lower, higher in combinations(begins, 2)
                if higher._takes_all_of(lower)
            ]
            program.tier_warning = ""
            if program.tier_mode == "automatic" and never:
                program.tier_warning = self.env._(
                    "Nobody stays in “%(lower)s”: who reaches it reaches “%(higher)s” "
                    "above it as well. Put them into another order, or change what "
                    "they ask for.",
                    lower=never[0][0],
                    higher=never[0][1],
                )

    @api.depends_context("lang")
    @api.depends(
        "all_tier_ids.name",
        "all_tier_ids.active",
        "tier_mode",
        "tier_look_back",
        "tier_look_back_months",
        "tier_period",
        "tier_period_months",
        "tier_end_day",
        "tier_end_month",
        "tier_grace_days",
        "tier_fall",
    )
    def _compute_tier_sentence(self):
        for program in self:
            if not program.all_tier_ids.filtered("active"):
                program.tier_sentence = self.env._("There are no tiers yet.")
                continue
            parts = [program._begin_text(), program._last_text(), program._after_text()]
            program.tier_sentence = " ".join(filter(None, parts))

    def _look_back_text(self):
        if self.tier_look_back == "year":
            return self.env._("in the calendar year")
        if self.tier_look_back_months == 1:
            return self.env._("in the last month")
        return self.env._("in the last %s months", self.tier_look_back_months)

    def _begin_text(self):
        if self.tier_mode == "automatic":
            return self.env._("A tier begins as soon as a member reaches it")
        return self.env._("Members choose among the tiers they have reached; a tier")

    def _last_text(self):
        months = self.tier_period_months
        if self.tier_period == "endless":
            lasts = self.env._("lasts without end.")
        elif self.tier_period == "months":
            lasts = self.env._("lasts %s months.", months)
            if months == 1:
                lasts = self.env._("lasts one month.")
        else:
            # Any year that is not a leap year: only day and month are shown.
            day = self._end_of_tiers(2027)
            text = format_date(self.env, day, date_format="d MMMM")
            lasts = self.env._("lasts until %s.", text)
            if months:
                lasts = self.env._(
                    "lasts until %(day)s, at least %(months)s months.",
                    day=text,
                    months=months,
                )
        if self.tier_mode == "automatic":
            return self.env._("and %s", lasts)
        return lasts

    def _after_text(self):
        if self.tier_period == "endless":
            return ""
        fall = {
            "one": self.env._("goes one tier down"),
            "reached": self.env._("goes to where the points reach"),
        }[self.tier_fall]
        if self.tier_grace_days:
            return self.env._(
                "Who reaches it again keeps it; who does not within %(days)s more days "
                "%(fall)s.",
                days=self.tier_grace_days,
                fall=fall,
            )
        return self.env._("Who reaches it again keeps it; who does not %s.", fall)
