"""Tiers on the member's own page: badge, progress, table, and choosing one."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import new_test_user, tagged

from ..models.points_program_tiers import MOVERS_SHOWN
from .test_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalTiers(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gift = {"percent": 10, "product_ids": [Command.set(cls._croissant().ids)]}
        cls.program.write(
            {
                "tier_mode": "chosen",
                "tier_ids": [
                    Command.create(
                        {
                            "name": "Silver",
                            "sequence": 1,
                            "points_required": 100,
                            "benefit_ids": [Command.create(gift)],
                        }
                    ),
                    Command.create(
                        {
                            "name": "Gold",
                            "sequence": 2,
                            "points_required": 200,
                            "join_cost": 43,
                        }
                    ),
                    Command.create(
                        {"name": "Platinum", "sequence": 3, "points_required": 1000}
                    ),
                    Command.create(
                        {"name": "Friends", "sequence": 4, "reached_by": "hand"}
                    ),
                ],
            }
        )
        cls.silver, cls.gold, cls.platinum, cls.friends = cls.program.tier_ids

    @classmethod
    def _croissant(cls):
        return cls.env["product.product"].create({"name": "Croissant"})

    def _choose(self, tier, **data):
        self.authenticate("ana.portal", "ana.portal")
        url = f"/my/points/{self.mine.id}/tier/{tier.id}"
        return self._post(url, request_uuid=data.get("request_uuid", str(uuid4())))

    def _post(self, url, **data):
        return self.url_open(url, data={"csrf_token": Request.csrf_token(self), **data})

    def _confirmation(self, tier):
        self.authenticate("ana.portal", "ana.portal")
        return self._get(f"/my/points/{self.mine.id}/tier/{tier.id}").text

    def _undo(self):
        self.authenticate("ana.portal", "ana.portal")
        return self._post(f"/my/points/{self.mine.id}/tier/undo")

    def _one_line(self, text):
        return " ".join(text.split())

    def test_the_page_lists_every_tier_with_what_it_gives_and_what_is_missing(self):
        text = self._one_line(self._page().text)
        self.assertIn("10 % off Croissant", text)
        self.assertIn(f'href="/my/points/{self.mine.id}/tier/{self.silver.id}"', text)
        self.assertIn("Choose for 43 pts", text)
        self.assertIn("257 pts missing", text)
        self.assertNotIn(f"/tier/{self.platinum.id}", text)
        self.assertNotIn(f"/tier/{self.friends.id}", text)
        self.assertNotIn("Your tier", text)

    def test_a_program_without_tiers_says_nothing_of_them(self):
        self.program.tier_ids.active = False
        text = self._page().text
        self.assertNotIn("o_points_portal_tier", text)

    def test_a_reached_tier_is_confirmed_chosen_and_shown_with_the_way_to_the_next(
        self,
    ):
        self.assertIn(
            "Choose “Silver”?", self._one_line(self._confirmation(self.silver))
        )
        self.assertFalse(self.mine.tier_id)
        answer = self._choose(self.silver)
        self.assertEqual(self.mine.tier_id, self.silver)
        text = self._one_line(answer.text)
        self.assertIn("Your tier", text)
        self.assertIn("257 pts to Platinum", text)
        self.assertIn('aria-valuenow="74"', text)

    def test_a_double_click_joins_once_and_pays_once(self):
        request_uuid = str(uuid4())
        for _click in range(2):
            self._choose(self.gold, request_uuid=request_uuid)
        self.assertEqual(self.mine.tier_id, self.gold)
        self.assertEqual(self.mine.balance, 700)
        self.assertEqual(len(self.mine.membership_ids), 1)

    def test_joining_says_its_cost_first_and_is_taken_back_within_a_day(self):
        self.assertIn("43 pts", self._confirmation(self.gold))
        self.assertIn("Take it back", self._choose(self.gold).text)
        self._undo()
        self.assertFalse(self.mine.tier_id)
        self.assertEqual(self.mine.balance, 743)

    def test_after_a_day_there_is_nothing_to_take_back(self):
        self._choose(self.gold)
        later = fields.Datetime.now() + timedelta(hours=25)
        with patch.object(fields.Datetime, "now", return_value=later):
            self.assertNotIn("Take it back", self._page().text)
            self.assertIn("nothing to take back", self._undo().text)
        self.assertEqual(self.mine.balance, 700)

    def test_what_is_not_reached_or_given_by_hand_is_refused_in_words(self):
        for tier, words in (
            (self.platinum, "257 pts missing"),
            (self.friends, "by hand"),
        ):
            with self.subTest(tier.name):
                self.assertIn(words, self._confirmation(tier))
                self.assertEqual(self._choose(tier).status_code, 200)
                self.assertFalse(self.mine.membership_ids)

    def test_an_unknown_tier_and_no_request_change_nothing(self):
        self.authenticate("ana.portal", "ana.portal")
        self.assertIn(
            "cannot be chosen", self._get(f"/my/points/{self.mine.id}/tier/999999").text
        )
        answer = self._choose(self.silver, request_uuid="no uuid")
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self.mine.membership_ids)

    def test_where_tiers_begin_by_themselves_there_is_nothing_to_choose(self):
        shown = self.program.with_context(points_movers_shown=MOVERS_SHOWN)
        shown.tier_mode = "automatic"
        text = self._page().text
        self.assertNotIn(f"/tier/{self.silver.id}", text)
        self._choose(self.silver)
        # Whoever asks is reviewed first: what is reached has begun.
        self.assertEqual(self.mine.membership_ids.mapped("source"), ["reached"])

    def test_nobody_chooses_for_somebody_else(self):
        new_test_user(self.env, "bob.portal", groups="base.group_portal")
        self.authenticate("bob.portal", "bob.portal")
        url = f"/my/points/{self.mine.id}/tier/{self.silver.id}"
        self.assertMissing(url)
        token = {"csrf_token": Request.csrf_token(self)}
        self.assertMissing(url, data={**token, "request_uuid": str(uuid4())})
        self.assertMissing(f"/my/points/{self.mine.id}/tier/undo", data=token)
        self.assertFalse(self.mine.membership_ids)

    def test_the_personal_link_shows_tiers_and_chooses_none(self):
        link = self.mine._personal_link()
        text = self._one_line(self._get(link[link.index("/points/") :]).text)
        self.assertIn("10 % off Croissant", text)
        self.assertNotIn("/tier/", text)
