"""Consent to offers: by whom, when, how; withdrawn as easily as given."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import freeze_time

from .message_common import MessageCommon


@tagged("post_install", "-at_install")
class TestConsent(MessageCommon):
    def test_staff_note_it_with_date_and_name_and_it_is_kept(self):
        account = self.account.with_user(self.officer)
        with freeze_time("2026-05-03 12:00:00"):
            account.action_allow_offers()
            account.action_allow_offers()
        with freeze_time("2026-05-04 12:00:00"):
            account.action_stop_offers()
        self.assertFalse(account.offers_allowed)
        self.assertEqual(str(account.offers_changed_on), "2026-05-04 12:00:00")
        rows = account.consent_ids
        self.assertEqual(rows.mapped("allowed"), [False, True])
        self.assertEqual(set(rows.mapped("source")), {"back_office"})
        self.assertEqual(rows.user_id, self.officer)
        self.assertEqual(str(rows[-1].moment), "2026-05-03 12:00:00")

    def test_the_log_of_consent_is_never_changed(self):
        self._agree()
        row = self.account.consent_ids
        for change in (lambda: row.write({"allowed": False}), row.unlink):
            with self.assertRaises(UserError):
                change()

    def test_nobody_else_notes_it(self):
        cashier = new_test_user(
            self.env, login="consent_cashier", groups="point_of_sale.group_pos_user"
        )
        account = self.account.with_user(cashier)
        for method in ("action_allow_offers", "action_stop_offers"):
            with self.assertRaises(AccessError):
                getattr(account, method)()
        with self.assertRaises(AccessError):
            account.write({"offers_allowed": True})
        self.assertFalse(self.account.offers_allowed)

    def test_anonymising_withdraws_it(self):
        self._agree()
        self.ana.action_points_anonymise()
        self.assertFalse(self.account.offers_allowed)
        self.assertEqual(self.account.offers_source, "anonymised")

    def test_a_link_that_was_changed_names_nobody(self):
        link = self.account._stop_link().rpartition("/")[2]
        find = self.env["points.account"]._account_of_stop_link
        self.assertEqual(find(link), self.account)
        other = self._member("Bea")
        signature = link.partition("-")[2]
        for token in (
            f"{other.id}-{signature}",
            f"{self.account.id}-",
            f"{self.account.id}",
            f"-{signature}",
            f"{self.account.id}-{signature[:-1]}0" if signature[-1] != "0" else "x",
            "９-" + signature,
            self.account._personal_link().rpartition("/")[2],
        ):
            self.assertFalse(find(token), token)

    def test_a_renewed_personal_link_does_not_end_the_way_to_say_no(self):
        link = self.account._stop_link().rpartition("/")[2]
        self.account.action_renew_link()
        found = self.env["points.account"]._account_of_stop_link(link)
        self.assertEqual(found, self.account)


@tagged("post_install", "-at_install")
class TestConsentPages(HttpCase, MessageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor = new_test_user(
            cls.env, login="ana_portal", groups="base.group_portal"
        )
        cls.visitor.partner_id.email = "visitor@example.com"
        cls.own = cls._open_account(cls.program, cls.visitor.partner_id)

    def _say(self, account=None, **values):
        account = account or self.own
        return self.url_open(
            f"/my/points/{account.id}/offers",
            data={"csrf_token": self._token(), **values},
        )

    def _token(self):
        page = self.url_open(f"/my/points/{self.own.id}").text
        return page.partition('name="csrf_token" value="')[2].partition('"')[0]

    def test_a_member_says_yes_and_no_on_the_own_page(self):
        self.authenticate("ana_portal", "ana_portal")
        page = self.url_open(f"/my/points/{self.own.id}").text
        self.assertIn("Send me offers", page)
        self.assertNotIn("birth_date", page)
        self.assertIn("Saved.", self._say(offers="1").text)
        self.own.invalidate_recordset()
        self.assertTrue(self.own.offers_allowed)
        self.assertEqual(self.own.offers_source, "portal")
        self.assertEqual(self.own.consent_ids.user_id, self.visitor)
        self._say()
        self.own.invalidate_recordset()
        self.assertFalse(self.own.offers_allowed)

    def test_nobody_says_it_for_somebody_else(self):
        self.authenticate("ana_portal", "ana_portal")
        self.assertEqual(self._say(self.account, offers="1").status_code, 404)
        self.assertFalse(self.account.offers_allowed)
        self.authenticate(None, None)
        answer = self.url_open(f"/my/points/{self.own.id}/offers", data={"offers": "1"})
        self.own.invalidate_recordset()
        self.assertFalse(self.own.offers_allowed, answer.status_code)

    def test_the_birth_date_is_said_once(self):
        self.program.birthday_bonus = True
        self.authenticate("ana_portal", "ana_portal")
        partner = self.visitor.partner_id
        for text in ("2990-01-01", "1700-01-01", "nonsense", "-1", "1990-02-30"):
            self.assertIn("was not kept", self._say(birth_date=text).text, text)
            partner.invalidate_recordset()
            self.assertFalse(partner.points_birth_date)
        self.assertIn("Saved.", self._say(birth_date="1990-05-10").text)
        partner.invalidate_recordset()
        self.assertEqual(str(partner.points_birth_date), "1990-05-10")
        self.assertIn("was not kept", self._say(birth_date="1990-06-10").text)
        partner.invalidate_recordset()
        self.assertEqual(str(partner.points_birth_date), "1990-05-10")

    def test_the_link_in_an_offer_asks_and_withdraws_without_a_login(self):
        self.own._set_offers(True, "portal")
        path = "/points/offers/" + self.own._stop_link().rpartition("/")[2]
        page = self.url_open(path).text
        self.assertIn("Do you want no more offers", page)
        self.own.invalidate_recordset()
        self.assertTrue(self.own.offers_allowed, "opening the address changes nothing")
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = self.url_open(path, data={"csrf_token": token})
        self.assertIn("You get no offers", answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.own.invalidate_recordset()
        self.assertFalse(self.own.offers_allowed)
        self.assertEqual(self.own.offers_source, "link")
        self.assertEqual(self.url_open("/points/offers/1-abc").status_code, 404)
