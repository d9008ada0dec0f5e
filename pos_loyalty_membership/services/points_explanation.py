"""Why an entry is what it is, in sentences; the entry itself keeps codes and numbers.

Codes are translated when they are read, so a log in one language is read in another,
and a rule that was renamed or archived since is still explained.
"""

from odoo import api, models
from odoo.tools.misc import format_date


class PointsExplanation(models.AbstractModel):
    _name = "points.explanation"
    _description = "Explanations of entries"

    @api.model
    def _sentences(self, explanation, program, known=None):
        """Sentences for an entry's explanation, one per decision.

        `program` is the program's record. `known` is what `_names` returns for this
        explanation among others; without it the names are read.
        """
        if not explanation:
            return []
        rules, products = known or self._names([explanation])
        sentences = []
        for result in explanation.get("rules") or []:
            text = self._rule_sentence(result, program)
            name = rules.get(result["rule_id"])
            sentences.append(f"{name}: {text}" if name else text)
        writer = getattr(self, f"_why_{explanation.get('code')}", None)
        if writer:
            ids = explanation.get("product_ids") or []
            names = [products[number] for number in ids if number in products]
            sentences.append(writer({**explanation, "products": names}, program))
        return sentences

    @api.model
    def _names(self, explanations):
        """({rule id: name}, {product id: name}) of what these explanations name.

        What was deleted is not among them. As many queries as for one explanation.
        """
        rules, products = set(), set()
        for explanation in explanations:
            explanation = explanation or {}
            rules |= {rule["rule_id"] for rule in explanation.get("rules") or []}
            products |= set(explanation.get("product_ids") or [])
        return (
            self._names_of("points.earning.rule", rules),
            self._names_of("product.product", products),
        )

    @api.model
    def _names_of(self, model, ids):
        # A reader of the log need not be able to read rules and products.
        records = self.env[model].sudo().browse(sorted(ids)).exists()
        return {record.id: record.display_name for record in records}

    @api.model
    def _rule_sentence(self, result, program):
        """One rule's result: what it gave, or why it gave nothing."""
        writer = getattr(self, f"_rule_{result['code']}", None)
        if writer is None:
            return self.env._("gave nothing (%s)", result["code"])
        return writer(result, result.get("values") or {}, program)

    def _points(self, program, points):
        return program._points_text(points / 100)

    def _money(self, program, minor):
        currency = program.currency_id
        return currency.format(minor * currency.rounding)

    # ----------------------------------------------------------- rule by rule

    def _rule_matched(self, result, values, program):
        points = self._points(program, result["points"])
        if "quantity" in values:
            return self.env._(
                "%(points)s: for %(quantity)s products that give points",
                points=points,
                quantity=f"{values['quantity'] / 1000:g}",
            )
        if "basis" not in values:
            return self.env._("%s for a visit", points)
        return self.env._(
            "%(points)s: %(each)s per %(per)s, on %(basis)s",
            points=points,
            each=self._points(program, values["points"]),
            per=self._money(program, values["per_amount"]),
            basis=self._money(program, values["basis"]),
        )

    def _rule_below_minimum_order(self, result, values, program):
        return self.env._(
            "the order came to %(order)s, below the minimum of %(minimum)s",
            order=self._money(program, values["order"]),
            minimum=self._money(program, values["minimum_order"]),
        )

    def _rule_not_started(self, result, values, program):
        day = format_date(self.env, values["date_from"])
        return self.env._("starts on %s", day)

    def _rule_ended(self, result, values, program):
        return self.env._("ended on %s", format_date(self.env, values["date_to"]))

    def _rule_wrong_place(self, result, values, program):
        return self.env._("does not apply at this point of sale")

    def _rule_wrong_sales_mode(self, result, values, program):
        return self.env._("does not apply to this kind of sale")

    def _rule_wrong_weekday(self, result, values, program):
        return self.env._("does not apply on this weekday")

    def _rule_wrong_hour(self, result, values, program):
        return self.env._("does not apply at this hour")

    def _rule_wrong_tag(self, result, values, program):
        return self.env._("is for other members")

    def _rule_wrong_channel(self, result, values, program):
        return self.env._("does not apply to this kind of document")

    def _rule_wrong_tier(self, result, values, program):
        return self.env._("is for members of another tier")

    def _rule_nothing_in_scope(self, result, values, program):
        return self.env._("none of its products were sold")

    def _rule_not_best(self, result, values, program):
        return self.env._("another rule gave more")

    def _rule_capped(self, result, values, program):
        return self.env._(
            "%(points)s: the most this rule gives in one order",
            points=self._points(program, result["points"]),
        )

    def _rule_capped_by_day(self, result, values, program):
        return self.env._(
            "%(points)s: the most a member earns in one day is %(most)s",
            points=self._points(program, result["points"]),
            most=self._points(program, values["maximum_per_day"]),
        )

    def _rule_already_visited(self, result, values, program):
        day = format_date(self.env, values["day"])
        return self.env._("a visit was already counted on %s", day)

    def _rule_nothing_to_pay(self, result, values, program):
        return self.env._("nothing was paid in money that earns")

    # -------------------------------------------------------- whole decisions

    def _why_redeemed(self, explanation, program):
        if explanation.get("kind") == "product":
            return self.env._(
                "%(points)s paid %(money)s of %(products)s",
                points=self._points(program, explanation["points"]),
                money=self._money(program, explanation["money"]),
                products=", ".join(explanation["products"]),
            )
        return self.env._(
            "%(points)s became a discount of %(money)s",
            points=self._points(program, explanation["points"]),
            money=self._money(program, explanation["money"]),
        )

    def _why_taken_back(self, explanation, program):
        return self.env._("Goods that had earned these points were returned")

    def _why_given_back(self, explanation, program):
        return self.env._(
            "%(withheld)s of a discount of %(money)s were withheld at the return",
            withheld=self._money(program, explanation["withheld"]),
            money=self._money(program, explanation["money"]),
        )

    def _why_expired(self, explanation, program):
        day = format_date(self.env, explanation["expires_on"])
        if explanation.get("inactivity_months"):
            return self.env._(
                "They could be used until %(day)s: %(months)s months without a sale",
                day=day,
                months=explanation["inactivity_months"],
            )
        return self.env._("They could be used until %s", day)

    def _why_program_closed(self, explanation, program):
        return self.env._("The program was closed")

    def _why_expiry_changed(self, explanation, program):
        changed = {}
        for lot in explanation["dates"].values():
            day = lot["expires_on"] or ""
            changed[day] = changed.get(day, 0) + lot["points"]
        texts = [
            self.env._(
                "%(points)s until %(day)s",
                points=self._points(program, points),
                day=format_date(self.env, day),
            )
            if day
            else self.env._("%s without end", self._points(program, points))
            for day, points in sorted(changed.items())
        ]
        return self.env._("When points expire was changed: %s", ", ".join(texts))

    def _why_revived(self, explanation, program):
        return self.env._(
            "A sale of %(sold_on)s arrived late: it kept points that had expired on "
            "%(expired_on)s",
            sold_on=format_date(self.env, explanation["sold_on"]),
            expired_on=format_date(self.env, explanation["expired_on"]),
        )

    def _why_unpaid_or_reset(self, explanation, program):
        return self.env._("The invoice is not paid any more, or is a draft again")

    def _why_reset(self, explanation, program):
        return self.env._("The invoice is a draft again and reserves these points")

    def _why_note_undone(self, explanation, program):
        return self.env._("The credit note is not valid any more")
