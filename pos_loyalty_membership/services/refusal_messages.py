"""Refusals of the engine, the ledger and the till, as sentences for a cashier.

One place turns a code with values into words; nothing else writes such sentences. The
till's JavaScript has words of its own for what it refuses before asking.
"""

from odoo import api, models
from odoo.tools.misc import format_date, formatLang


class PointsRefusalMessages(models.AbstractModel):
    _name = "points.refusal.messages"
    _description = "Refusals in words"

    @api.model
    def _message(self, code, values, program=None):
        """A sentence for a refusal; `program` (a TillProgram) says how to count.

        An unknown code gives a plain sentence with the code, for whoever is asked.
        """
        writer = getattr(self, f"_say_{code}", None)
        if writer is None:
            return self.env._("Points cannot be used here (%s).", code)
        return writer(values, program)

    def _points(self, program, points):
        if program is None:
            return formatLang(self.env, points / 100, digits=2)
        return f"{self._number(program, points)} {program.word(points)}"

    @api.model
    def _number(self, program, points):
        """Hundredths of a point as the program counts them, without its word."""
        if program.counts_in == "money":
            currency = self.env["res.currency"].browse(program.currency_id)
            return currency.format(points / 100)
        return formatLang(self.env, points / 100, digits=program.decimals)

    def _money(self, program, minor):
        currency = self.env["res.currency"].browse(program.currency_id)
        return currency.format(minor * program.rounding)

    def _day(self, text):
        return format_date(self.env, text)

    # ---------------------------------------------------------------- member

    def _say_no_member(self, values, program):
        return self.env._("This customer cannot collect points.")

    def _say_not_enrolled(self, values, program):
        return self.env._("This customer is not enrolled yet.")

    def _say_nothing_to_enrol(self, values, program):
        return self.env._("Type a phone number, an e-mail address or a name.")

    def _say_no_phone_number(self, values, program):
        return self.env._(
            "“%s” is no phone number. Add the country's code, or type a name.",
            values["text"],
        )

    def _say_unknown_card(self, values, program):
        return self.env._(
            "Nobody has the card “%s” yet. Say first whose it is.", values["text"]
        )

    def _say_no_card_number(self, values, program):
        return self.env._("“%s” is no card number.", values["text"])

    def _say_other_card(self, values, program):
        return self.env._(
            "%(name)s has the card %(number)s already.",
            name=values["name"],
            number=values["text"],
        )

    def _say_card_of_other_member(self, values, program):
        return self.env._("This card belongs to %s.", values["name"])

    def _say_account_not_open(self, values, program):
        return self.env._("The account of this member is blocked.")

    def _say_in_debt(self, values, program):
        return self.env._(
            "The member owes %s; new points settle that first.",
            self._points(program, values.get("debt", 0)),
        )

    def _say_not_enough_points(self, values, program):
        return self.env._(
            "Only %s can be used now.",
            self._points(program, values.get("available", 0)),
        )

    def _say_above_the_debt(self, values, program):
        return self.env._(
            "The member owes only %s.", self._points(program, values["debt"])
        )

    def _say_held_by_a_till(self, values, program):
        return self.env._(
            "A till has reserved %s for an open order. Finish the order or free the "
            "points first.",
            self._points(program, values["held"]),
        )

    def _say_hold_of_other_order(self, values, program):
        return self.env._("These points are reserved for another order.")

    def _say_same_account(self, values, program):
        return self.env._("Choose another member: points stay where they are.")

    def _say_other_program(self, values, program):
        return self.env._(
            "Points of different programs are not worth the same. Choose a member of "
            "this program."
        )

    # ------------------------------------------------------------------ rule

    def _say_not_running(self, values, program):
        return self.env._("Points of this program cannot be used any more.")

    def _say_unknown_rule(self, values, program):
        return self.env._("This way to use points was changed. Choose again.")

    def _say_not_started(self, values, program):
        return self.env._(
            "This can be used from %s on.", self._day(values["date_from"])
        )

    def _say_ended(self, values, program):
        return self.env._("This could be used until %s.", self._day(values["date_to"]))

    def _say_wrong_place(self, values, program):
        return self.env._("This cannot be used at this point of sale.")

    def _say_wrong_sales_mode(self, values, program):
        return self.env._("This cannot be used for this kind of sale.")

    def _say_wrong_weekday(self, values, program):
        return self.env._("This cannot be used on this weekday.")

    def _say_wrong_hour(self, values, program):
        return self.env._("This cannot be used at this hour.")

    def _say_wrong_tag(self, values, program):
        return self.env._("This is for other members.")

    def _say_balance_below_minimum(self, values, program):
        return self.env._(
            "This needs a balance of %s.",
            self._points(program, values["minimum_balance"]),
        )

    def _say_below_minimum_points(self, values, program):
        return self.env._(
            "At least %s are used at a time.",
            self._points(program, values["minimum_points"]),
        )

    def _say_above_maximum_points(self, values, program):
        return self.env._(
            "At most %s are used at a time.",
            self._points(program, values["maximum_points"]),
        )

    def _say_below_minimum_order(self, values, program):
        return self.env._(
            "For orders of %s or more.", self._money(program, values["minimum_order"])
        )

    def _say_nothing_to_redeem_on(self, values, program):
        return self.env._("Nothing here can be paid with points.")

    def _say_nothing_fits(self, values, program):
        return self.env._(
            "For orders of %s or more.", self._money(program, values["needed_order"])
        )

    def _say_percent_already_used(self, values, program):
        return self.env._("One percentage per order.")

    def _say_above_maximum_price(self, values, program):
        return self.env._(
            "For products up to %s.", self._money(program, values["maximum_price"])
        )

    def _say_wrong_price(self, values, program):
        return self.env._(
            "This takes exactly %s.", self._points(program, values["points"])
        )

    def _say_wrong_channel(self, values, program):
        return self.env._("This cannot be used for this kind of document.")

    def _say_wrong_tier(self, values, program):
        return self.env._("This is for members of another tier.")

    def _say_not_a_step(self, values, program):
        return self.env._(
            "Points are used in steps of %s.", self._points(program, values["step"])
        )

    def _say_wrong_worth(self, values, program):
        return self.env._(
            "A discount of %(money)s takes %(points)s. Try again.",
            money=self._money(program, values["money"]),
            points=self._points(program, values["points"]),
        )

    def _say_out_of_bounds(self, values, program):
        return self.env._("This number is too large.")

    # ------------------------------------------------------------------ hold

    def _say_hold_not_active(self, values, program):
        return self.env._("These points are not reserved any more. Redeem again.")

    def _say_unknown_hold(self, values, program):
        return self.env._("These points are not reserved any more. Redeem again.")

    def _say_key_mismatch(self, values, program):
        return self.env._("This was already reserved differently. Redeem again.")
