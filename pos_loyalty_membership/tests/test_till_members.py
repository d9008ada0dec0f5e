"""Members at the till: found by card, number or address, enrolled once."""

import psycopg2.errors

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .till_common import TillCommon


class TestTillMembers(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.es")
        cls.till = cls.env["points.till"].with_user(cls.cashier)
        cls.ana.write({"phone": "+34 600 123 456", "email": "Ana@Example.com"})
        cls.ana.flush_recordset()

    def _find(self, text):
        return self.till.find_member(self.config.id, text)

    def _enrol(self, text, name="", uuid=""):
        request = {"text": text.strip(), "name": name, "uuid": uuid}
        return self.till._enrol_once(self.config.id, request)

    def _link(self, partner, number):
        return self.till._link_once(self.config.id, partner.id, number)

    def assertMemberRefused(self, code, answer):
        self.assertFalse(answer["ok"])
        self.assertEqual(answer["code"], code)
        self.assertNotIn(code, answer["message"])

    # ----------------------------------------------------------------- finding

    def test_a_number_finds_its_owner_however_it_is_written(self):
        for text in ("600123456", "+34600123456", "0034 600-123-456", "600 12 34 56"):
            with self.subTest(text):
                self.assertEqual(self._find(text)["partner_id"], self.ana.id)

    def test_an_address_finds_its_owner(self):
        self.assertEqual(self._find("ana@example.COM")["partner_id"], self.ana.id)

    def test_a_card_finds_its_member(self):
        self._give(10).sudo().card_number = "0451234567890"
        self.assertEqual(self._find("0451234567890")["partner_id"], self.ana.id)

    def test_a_member_comes_before_a_contact_with_the_same_number(self):
        twin = self.env["res.partner"].create(
            {"name": "Member", "phone": "+34 600 123 456"}
        )
        self._give(10, partner=twin)
        self.assertEqual(self._find("600123456")["partner_id"], twin.id)

    def test_unknown_texts_say_what_a_new_member_would_be(self):
        for text, kind, value in (
            ("611222333", "phone", "+34611222333"),
            ("New@Shop.es", "email", "new@shop.es"),
            ("Iris Vidal", "name", "Iris Vidal"),
            ("12345", "name", "12345"),
            ("@home", "name", "@home"),
            ("0451234567895", "card", "0451234567895"),
            ("0451234", "card", "0451234"),
        ):
            with self.subTest(text):
                answer = self._find(text)
                self.assertEqual(answer["partner_id"], 0)
                self.assertEqual(answer["new"], {"kind": kind, "value": value})

    def test_a_contact_of_another_company_is_not_found(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ana.company_id = other
        self.assertEqual(self._find("600123456")["partner_id"], 0)

    # --------------------------------------------------------------- enrolling

    def test_a_number_nobody_has_makes_a_member_in_one_step(self):
        answer = self._enrol("611 222 333", "Iris")
        self.assertTrue(answer["created"])
        partner = self.env["res.partner"].browse(answer["partner_id"])
        self.assertEqual((partner.name, partner.phone), ("Iris", "+34611222333"))
        self.assertEqual(partner.company_id, self.company)
        account = self._account(partner)
        self.assertEqual((account.state, account.joined_source), ("open", "till"))

    def test_without_a_name_the_number_is_the_name(self):
        answer = self._enrol("611222333")
        partner = self.env["res.partner"].browse(answer["partner_id"])
        self.assertEqual(partner.name, "+34611222333")

    def test_a_number_already_known_selects_its_owner_instead_of_making_a_twin(self):
        answer = self._enrol("600123456", "Somebody else")
        self.assertEqual(answer["partner_id"], self.ana.id)
        self.assertFalse(answer["created"])
        self.assertEqual(self.ana.name, "Ana Ruiz")
        self.assertEqual(self._account().joined_source, "till")

    def test_who_tells_the_cashier_agrees_to_offers(self):
        request = {"text": "611222333", "name": "Iris", "offers": True}
        answer = self.till._enrol_once(self.config.id, request)
        iris = self.env["res.partner"].browse(answer["partner_id"])
        account = self._account(iris)
        self.assertEqual(
            (account.offers_allowed, account.offers_source), (True, "till")
        )
        self.assertEqual(account.consent_ids.user_id, self.cashier)
        other = self._enrol("611222444")
        other = self.env["res.partner"].browse(other["partner_id"])
        self.assertFalse(self._account(other).offers_allowed)
        for wrong in ("yes", 1, None):
            with self.assertRaises(ValidationError):
                self.till.enrol(self.config.id, {**request, "offers": wrong})

    def test_enrolling_twice_makes_one_member(self):
        first = self._enrol("611222333", "Iris")
        self.env.flush_all()
        again = self._enrol("+34 611 222 333", "Iris again")
        self.assertEqual(again["partner_id"], first["partner_id"])
        self.assertFalse(again["created"])

    def test_a_name_alone_is_enough(self):
        answer = self._enrol("Jonas Weber")
        partner = self.env["res.partner"].browse(answer["partner_id"])
        self.assertEqual(partner.name, "Jonas Weber")
        self.assertTrue(self._account(partner))

    def test_a_name_enrolled_again_after_a_lost_answer_is_the_same_member(self):
        first = self._enrol("Jonas Weber", uuid="f3a1c5d2-lost")
        again = self._enrol("Jonas Weber", uuid="f3a1c5d2-lost")
        self.assertEqual(again["partner_id"], first["partner_id"])
        self.assertEqual((first["created"], again["created"]), (True, False))

    def test_a_namesake_is_somebody_else(self):
        first = self._enrol("Jonas Weber", uuid="f3a1c5d2-first")
        namesake = self._enrol("Jonas Weber", uuid="f3a1c5d2-other")
        self.assertTrue(namesake["created"])
        self.assertNotEqual(namesake["partner_id"], first["partner_id"])

    def test_a_request_of_another_company_finds_nobody(self):
        first = self._enrol("Jonas Weber", uuid="f3a1c5d2-lost")
        account = self._account(self.env["res.partner"].browse(first["partner_id"]))
        self.assertEqual(account.joined_uuid, "f3a1c5d2-lost")
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = self.env["pos.config"].new({"company_id": other.id})
        self.assertFalse(self.till._enrolled_before(elsewhere, "f3a1c5d2-lost"))

    def test_those_enrolled_at_the_till_earn_where_only_enrolled_members_do(self):
        self.program.member_policy = "enrolled"
        answer = self._enrol("611222333")
        partner = self.env["res.partner"].browse(answer["partner_id"])
        order = self._sell([self._line(self.espresso)], partner)
        self.assertEqual(order.points_earned, 3)

    def test_digits_that_are_no_phone_number_make_nobody(self):
        before = self.env["res.partner"].search_count([])
        self.assertMemberRefused("no_phone_number", self._enrol("123456"))
        self.assertMemberRefused(
            "nothing_to_enrol",
            self.till.enrol(self.config.id, {"text": "   ", "name": ""}),
        )
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_nobody_is_enrolled_where_no_program_runs(self):
        self.program.write({"state": "redeem_only"})
        before = self.env["res.partner"].search_count([])
        self.assertMemberRefused("no_member", self._enrol("611222333"))
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    # ------------------------------------------------------------------- cards

    def test_a_card_nobody_has_is_linked_to_the_member(self):
        self.assertTrue(self._link(self.ana, "CARD-4711")["ok"])
        self.assertEqual(self._account().card_number, "CARD-4711")
        self.assertTrue(self._link(self.ana, "CARD-4711")["ok"], "again is the same")

    def test_a_card_nobody_has_is_nobodys_name_and_nobodys_number(self):
        before = self.env["res.partner"].search_count([])
        answer = self._enrol("0451234567895", "Iris")
        self.assertMemberRefused("unknown_card", answer)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self._link(self.ana, "0451234567895")
        answer = self._enrol("0451234567895", "Iris")
        self.assertEqual(
            (answer["partner_id"], answer["created"]), (self.ana.id, False)
        )

    def test_a_phone_number_that_begins_like_a_card_is_a_phone_number(self):
        """In Finland mobile numbers begin with 045; a card of the shop's own has 13
        digits of which the last one checks the others."""
        self.company.country_id = self.env.ref("base.fi")
        found = self._find("045 1234567")
        self.assertEqual(found["new"], {"kind": "phone", "value": "+358451234567"})
        found = self._find("0451234567")
        self.assertEqual(found["new"], {"kind": "phone", "value": "+358451234567"})
        self.assertEqual(self._find("0451234567895")["new"]["kind"], "card")

    def test_without_barcode_rules_a_card_is_a_text(self):
        self.company.nomenclature_id = False
        self.assertEqual(self._find("0451234567895")["new"]["kind"], "name")

    def test_a_card_of_somebody_else_is_not_taken_over(self):
        self._link(self.ana, "CARD-4711")
        luis = self.env["res.partner"].create({"name": "Luis"})
        answer = self._link(luis, "CARD-4711")
        self.assertMemberRefused("card_of_other_member", answer)
        self.assertIn("Ana Ruiz", answer["message"])
        self.assertFalse(self._account(luis))

    def test_a_members_card_is_replaced_only_if_somebody_says_so(self):
        self._link(self.ana, "CARD-4711")
        answer = self._link(self.ana, "CARD-4712")
        self.assertMemberRefused("other_card", answer)
        self.assertIn("CARD-4711", answer["message"])
        self.assertEqual(self._find("CARD-4711")["partner_id"], self.ana.id)
        replaced = self.till._link_once(
            self.config.id, self.ana.id, "CARD-4712", replace=True
        )
        self.assertTrue(replaced["ok"])
        self.assertEqual(self._find("CARD-4712")["partner_id"], self.ana.id)
        self.assertFalse(self._find("CARD-4711")["partner_id"])
        for wrong in (1, "yes", None):
            with self.assertRaises(ValidationError):
                self.till.link_card(self.config.id, self.ana.id, "CARD-4713", wrong)

    def test_what_is_no_card_number_is_refused(self):
        for number in ("123", "with space", "x" * 32 + "y", "<b>"):
            with self.subTest(number):
                if len(number) > 32:
                    with self.assertRaises(ValidationError):
                        self.till.link_card(self.config.id, self.ana.id, number)
                else:
                    self.assertMemberRefused(
                        "no_card_number", self._link(self.ana, number)
                    )

    def test_the_back_office_gives_cards_that_the_till_can_scan(self):
        account = self._give(10)
        action = account.action_print_card()
        self.assertEqual(action["report_name"], "pos_loyalty_membership.points_card")
        number = account.card_number
        nomenclature = self.env.ref("barcodes.default_barcode_nomenclature")
        parsed = nomenclature.parse_barcode(number)
        self.assertEqual(parsed["type"], "points_card")
        self.assertEqual(nomenclature.sanitize_ean(number), number)
        account.action_print_card()
        self.assertEqual(account.card_number, number, "a card keeps its number")
        self.assertEqual(self._find(number)["partner_id"], self.ana.id)

    def test_the_card_prints_name_number_and_barcode(self):
        account = self._give(10)
        account.action_give_card()
        report = self.env["ir.actions.report"]
        html, _kind = report._render_qweb_html(
            "pos_loyalty_membership.points_card", account.ids
        )
        for part in (account.card_number, "Ana Ruiz", "report/barcode"):
            self.assertIn(part, html.decode())

    def test_two_members_of_a_program_cannot_have_one_card(self):
        first = self._give(1).sudo()
        luis = self.env["res.partner"].create({"name": "Luis"})
        second = self._give(1, partner=luis).sudo()
        first.card_number = "CARD-1"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            second.card_number = "CARD-1"
            second.flush_recordset()
        with self.assertRaises(ValidationError):
            first.card_number = "a b"

    def test_each_till_says_whether_it_asks_for_the_member(self):
        self.assertEqual(self.config.points_ask, "never")
        settings = self.env["res.config.settings"].create(
            {"pos_config_id": self.config.id, "pos_points_ask": "always"}
        )
        settings.execute()
        self.assertEqual(self.config.points_ask, "always")
        [loaded] = self.config._load_pos_data_read(self.config, self.config)
        self.assertEqual(loaded["points_ask"], "always")

    # ------------------------------------------------------------------ rights

    def test_only_cashiers_find_enrol_and_link(self):
        nobody = new_test_user(
            self.env, "nobody", groups="base.group_user", company_id=self.company.id
        )
        till = self.env["points.till"].with_user(nobody)
        for ask in (
            lambda: till.find_member(self.config.id, "600123456"),
            lambda: till.enrol(self.config.id, {"text": "611222333", "name": ""}),
            lambda: till.link_card(self.config.id, self.ana.id, "CARD-1"),
        ):
            with self.assertRaises(AccessError):
                ask()

    def test_arguments_that_no_till_sends_are_refused(self):
        for text in (None, 5, "x" * 65, "a\x00b", ["600"]):
            with self.subTest(repr(text)), self.assertRaises(ValidationError):
                self.till.find_member(self.config.id, text)
        with self.assertRaises(ValidationError):
            self.till.enrol(self.config.id, {"text": "611222333", "points": 5})

    def test_a_cashier_cannot_give_cards_from_the_back_office(self):
        account = self._give(1).with_user(self.cashier)
        with self.assertRaises(UserError):
            account.action_give_card()

    def test_a_till_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="point_of_sale.group_pos_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            self.env["points.till"].with_user(stranger).find_member(
                self.config.id, "600123456"
            )
