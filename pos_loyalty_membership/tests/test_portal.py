"""The member's own page: what it shows, and that nobody else's is ever shown."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from ..services.ledger_operations import SetState, Source
from .common import PointsCommon, day

FAR = fields.Date.add(fields.Date.today(), years=2)


class PortalCommon(PointsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._prepare_start(cls.company)
        cls.program.action_start()
        cls.user = new_test_user(
            cls.env, "ana.portal", groups="base.group_portal", name="Ana Ruiz"
        )
        cls.mine = cls._open_account(cls.program, cls.user.partner_id)
        cls._credit(74_300, cls.mine, expires_on=FAR)

    def _get(self, url, **options):
        return self.url_open(url, **options)

    def _page(self, account=None, query=""):
        account = account or self.mine
        self.authenticate("ana.portal", "ana.portal")
        return self._get(f"/my/points/{account.id}{query}")

    def assertMissing(self, url, **options):
        """The address answers “not found” and names no member."""
        response = self._get(url, **options)
        self.assertEqual(response.status_code, 404, url)
        self.assertNotIn("743 pts", response.text)


@tagged("post_install", "-at_install")
class TestPortal(PortalCommon):
    # ------------------------------------------------------------ what is shown

    def test_the_home_page_has_a_card_with_the_points(self):
        self.authenticate("ana.portal", "ana.portal")
        home = self._get("/my/home").text
        self.assertIn("743 pts", home)
        self.assertIn(f"/my/points/{self.mine.id}", home)

    def test_the_page_shows_balance_card_dates_and_the_log_with_reasons(self):
        self.mine.card_number = "0451234567890"
        later = fields.Date.today() + timedelta(days=9)
        self._credit(5_000, self.mine, available_on=later)
        self._credit(
            1_000,
            self.mine,
            explanation={
                "rules": [
                    {
                        "rule_id": self.program.earning_rule_ids.id,
                        "code": "matched",
                        "points": 1_000,
                        "values": {"points": 100, "per_amount": 100, "basis": 1_000},
                    }
                ]
            },
        )
        text = self._page().text
        self.assertIn("753 pts", text)
        self.assertIn("value=0451234567890", text)
        self.assertIn("50 pts", text)
        self.assertIn("can be used from", text)
        self.assertIn("can be used until", text)
        self.assertIn("1 point per 1.00: 10 pts", text)
        self.assertIn("+743 pts", text)

    def test_one_program_is_opened_at_once_and_several_are_listed(self):
        self.authenticate("ana.portal", "ana.portal")
        one = self._get("/my/points", allow_redirects=False)
        self.assertTrue(one.headers["Location"].endswith(f"/my/points/{self.mine.id}"))
        second = self._create_program("Book club")
        second.action_start()
        self._open_account(second, self.user.partner_id)
        both = self._get("/my/points").text
        self.assertIn("Book club", both)
        self.assertIn("743 pts", both)

    def test_a_member_without_points_reads_how_to_earn_the_first_ones(self):
        newcomer = new_test_user(self.env, "bo.portal", groups="base.group_portal")
        account = self._open_account(self.program, newcomer.partner_id)
        self.authenticate("bo.portal", "bo.portal")
        text = self._get(f"/my/points/{account.id}").text
        self.assertIn("No points yet", text)
        self.assertIn(self.program.earning_rule_ids.sentence, text)
        self.assertIn(self.program.redemption_rule_ids.sentence, text)

    def test_the_log_is_filtered_and_paged(self):
        for _time in range(21):
            self._debit(100, self.mine)
        text = self._page(query="?filterby=earn").text
        self.assertIn("+743 pts", text)
        self.assertNotIn("-1 pt<", text)
        self.assertIn(f"/my/points/{self.mine.id}/page/2", self._page().text)
        second = self._page(query="/page/2").text
        self.assertIn("+743 pts", second)
        nothing = self._page(query="?filterby=forfeit").text
        self.assertIn("Nothing of this kind.", nothing)

    def test_an_unknown_filter_or_page_shows_the_first_page(self):
        for query in ("?filterby=%27%3B--", "?filterby=%00", "/page/99999"):
            response = self._page(query=query)
            self.assertEqual(response.status_code, 200, query)
            self.assertIn("+743 pts", response.text)

    def test_a_debt_and_a_block_are_said_in_words(self):
        self.ledger._post([SetState(account_id=self.mine.id, state="blocked")])
        self.assertIn("Your points are blocked for now", self._page().text)

    def test_the_styles_of_the_pages_compile(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("web.assets_frontend")
        bundle.css()
        self.assertFalse(bundle.css_errors)

    # --------------------------------------------------------- nobody else's page

    def test_the_page_of_somebody_else_is_not_found(self):
        self._credit(74_300)
        self.authenticate("ana.portal", "ana.portal")
        for wrong in (self.account.id, 0, -1, 999_999_999, "x", "1e3"):
            self.assertMissing(f"/my/points/{wrong}")

    def test_nobody_reads_a_page_without_a_login(self):
        self.authenticate(None, None)
        response = self._get(f"/my/points/{self.mine.id}")
        self.assertIn("/web/login", response.url)
        self.assertNotIn("743 pts", response.text)

    def test_a_program_that_is_not_shown_has_no_page_and_no_card(self):
        self.program.portal_shown = False
        self.authenticate("ana.portal", "ana.portal")
        self.assertMissing(f"/my/points/{self.mine.id}")
        self.assertNotIn("743 pts", self._get("/my/home").text)
        self.assertIn("not a member of a loyalty program", self._get("/my/points").text)

    def test_who_left_or_was_merged_has_no_page(self):
        self.ledger._post([SetState(account_id=self.mine.id, state="left")])
        self.authenticate("ana.portal", "ana.portal")
        self.assertMissing(f"/my/points/{self.mine.id}")

    def test_the_portal_user_reads_no_record_of_points_at_all(self):
        names = ("points.account", "points.entry", "points.lot", "points.hold")
        for name in (*names, "points.coupon", "points.program", "points.review"):
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.user).search([])
        with self.assertRaises(AccessError):
            self.mine.with_user(self.user).read(["personal_link"])
        with self.assertRaises(AccessError):
            self.mine.with_user(self.user).action_renew_link()

    def test_an_invoice_opens_from_the_log_and_that_of_somebody_else_does_not(self):
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_line_ids": [
                        fields.Command.create({"name": "Goods", "price_unit": 10})
                    ],
                }
                for partner in (self.user.partner_id, self.ana)
            ]
        )
        moves.action_post()
        for move in moves:
            source = Source(model="account.move", id=move.id, uuid="", name=move.name)
            self._credit(100, self.mine, source=source)
        anybody = self.env["points.portal"]._log(self.mine)
        self.assertFalse(any(row["url"] for row in anybody), "not read by the member")
        portal = self.env["points.portal"].with_user(self.user)
        rows = portal._log(self.mine)
        urls = {row["document"]: row["url"] for row in rows}
        self.assertIn(f"/my/invoices/{moves[0].id}", urls[moves[0].name])
        self.assertEqual(urls[moves[1].name], "")


@tagged("post_install", "-at_install")
class TestPortalJoin(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club = cls._create_program("Book club", member_policy="enrolled")
        cls.club.action_start()

    def _account(self, program=None):
        return self.env["points.account"].search(
            [
                ("program_id", "=", (program or self.club).id),
                ("partner_id", "=", self.user.partner_id.id),
            ]
        )

    def _join(self, program_id, token=None):
        self.authenticate("ana.portal", "ana.portal")
        token = Request.csrf_token(self) if token is None else token
        return self.url_open(
            "/my/points/join", data={"program_id": program_id, "csrf_token": token}
        )

    def test_a_visitor_joins_with_one_click_and_twice_is_once(self):
        for _click in range(2):
            response = self._join(self.club.id)
            account = self._account()
            self.assertTrue(response.url.endswith(f"/my/points/{account.id}"))
        self.assertEqual(len(account), 1)
        self.assertEqual(account.joined_source, "portal")

    def test_the_list_offers_programs_that_may_be_joined_and_no_others(self):
        self._create_program("Draft", member_policy="enrolled")
        closed = self._create_program(
            "By hand", member_policy="enrolled", portal_join=False
        )
        closed.action_start()
        self.authenticate("ana.portal", "ana.portal")
        text = self._get("/my/points").text
        self.assertIn("Book club", text)
        self.assertNotIn("Draft", text)
        self.assertNotIn("By hand", text)

    def test_joining_is_refused_where_it_is_not_offered(self):
        draft = self._create_program("Draft", member_policy="enrolled")
        everybody = self._create_program("Everybody")
        everybody.action_start()
        for wrong in (draft.id, everybody.id, 0, -1, "x", "", "9" * 30):
            self.assertEqual(self._join(wrong).status_code, 404, wrong)
        self.assertFalse(self._account(draft) | self._account(everybody))

    def test_joining_from_another_site_is_refused(self):
        self.assertEqual(self._join(self.club.id, token="").status_code, 400)
        self.assertFalse(self._account())

    def test_somebody_who_may_not_be_a_member_is_not_offered_to_join(self):
        self.user.partner_id.points_anonymous = True
        self.assertEqual(self._join(self.club.id).status_code, 404)
        self.assertFalse(self._account())


@tagged("post_install", "-at_install")
class TestPersonalLink(PortalCommon):
    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _path(self, account=None):
        link = (account or self.mine)._personal_link()
        return link[link.index("/points/") :]

    def test_the_link_shows_the_page_without_a_login_and_read_only(self):
        response = self._get(self._path())
        self.assertIn("743 pts", response.text)
        self.assertNotIn("points_join", response.text)
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", response.headers["X-Robots-Tag"])

    def test_no_other_link_is_found(self):
        number, signature = self._path().rsplit("/", 1)[1].split("-")
        other = f"{self.account.id}-{signature}"
        wrong = "0" * len(signature)
        for token in (
            other,
            f"{number}-{wrong}",
            f"{number}-",
            number,
            signature,
            f"-1-{signature}",
            f"{'9' * 40}-{signature}",
            f"{number}-{signature}0",
            f"{number}-é",
        ):
            self.assertMissing(f"/points/{token}")

    def test_a_renewed_link_ends_the_old_one(self):
        old = self._path()
        self.mine.action_renew_link()
        self.assertMissing(old)
        self.assertIn("743 pts", self._get(self._path()).text)

    def test_an_officer_renews_links_and_nobody_else(self):
        cashier = new_test_user(
            self.env, "cashier", groups="point_of_sale.group_pos_user"
        )
        before = self._path()
        with self.assertRaises(AccessError):
            self.mine.with_user(cashier).action_renew_link()
        self.assertEqual(self._path(), before)

    def test_the_link_of_a_merged_account_shows_the_one_it_became(self):
        self._credit(1_000)
        link = self._path(self.account)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.create({})._merge(
            (self.user.partner_id | self.ana).ids, self.user.partner_id
        )
        self.assertIn("753 pts", self._get(link).text)
        self.mine.action_renew_link()
        self.assertMissing(link)

    def test_a_program_without_links_has_none(self):
        path = self._path()
        self.program.portal_link = False
        self.assertMissing(path)
        self.assertEqual(self.mine._personal_link(), "")
        self.assertFalse(self.mine.personal_link)

    def test_who_left_has_no_link(self):
        path = self._path()
        self.ledger._post([SetState(account_id=self.mine.id, state="left")])
        self.assertMissing(path)

    def test_days_are_those_of_the_lots(self):
        rows = self.env["points.portal"]._expiring(self.mine)
        self.assertEqual([points for points, _day in rows], ["743 pts"])
        self._credit(100, self.mine, expires_on=day("2199-01-31"))
        rows = self.env["points.portal"]._expiring(self.mine)
        self.assertEqual([points for points, _day in rows], ["743 pts", "1 pt"])
