"""Two years, day by day: earning, using, expiring and reminding, no point missing."""

import random
from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import Capture
from .message_common import MessageCommon
from .seeds import SEED, say_seed

FIRST_DAY = date(2026, 5, 2)
DAYS = 731
EXPIRES_AFTER = 90
REMINDED_BEFORE = 14


class Book:
    """What a member must have, counted by hand: lots as [last day, points]."""

    def __init__(self):
        self.lots = []
        self.given = self.used = self.expired = 0
        self.ends = []

    def give(self, last_day, points):
        self.lots.append([last_day, points])
        self.given += points

    def use(self, points):
        self.used += points
        for lot in sorted(self.lots, key=lambda one: one[0]):
            part = min(lot[1], points)
            lot[1] -= part
            points -= part
        self.lots = [lot for lot in self.lots if lot[1]]

    def end(self, today):
        """What of it ends before a day."""
        for last_day, points in [lot for lot in self.lots if lot[0] < today]:
            self.expired += points
            self.ends.append(last_day)
        self.lots = [lot for lot in self.lots if lot[0] >= today]

    @property
    def left(self):
        return sum(points for _last_day, points in self.lots)


@tagged("post_install", "-at_install")
class TestTwoYears(MessageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write(
            {
                "expiry_mode": "days",
                "expiry_number": EXPIRES_AFTER,
                "birthday_bonus": True,
                "birthday_points": 20,
            }
        )

    def _expiry(self, today):
        return today + timedelta(days=EXPIRES_AFTER)

    def _earn(self, account, book, today, points):
        self._credit(100 * points, account=account, expires_on=self._expiry(today))
        book.give(self._expiry(today), points)

    def _redeem(self, account, book, points):
        uuid = self._hold(100 * points, account=account)
        facts = self._facts(f"redeem:{uuid}")
        self.ledger._post([Capture(uuid=uuid, points=100 * points, **facts)])
        book.use(points)

    def _night(self):
        """The jobs of one night, the birthday one twice."""
        with self._commits():
            self.ledger._cron_fall_due()
            for _twice in range(2):
                self.env["points.bonuses"]._cron_birthdays()
            self.env["points.tiers"]._cron_review()
            self.env["points.messages"]._cron_messages()

    def test_two_years_without_a_point_missing(self):
        say_seed(self)
        chance = random.Random(SEED)
        self._use("points_expiring", days=REMINDED_BEFORE)
        self._use("birthday", "welcome", "tier_reached", "within_reach")
        accounts = [self.account, self._member("Bea"), self._member("Cleo")]
        for account, born in zip(
            accounts, ("1990-05-10", "2000-02-29", "1980-12-31"), strict=True
        ):
            account.partner_id.points_birth_date = born
            account._set_offers(True, "till")
        books = {account: Book() for account in accounts}
        for number in range(DAYS):
            today = FIRST_DAY + timedelta(days=number)
            with freeze_time(f"{today} 02:00:00"):
                self._night()
                for account, book in books.items():
                    book.end(today)
                    if self._has_birthday(account, today):
                        book.give(self._expiry(today), 20)
            with freeze_time(f"{today} 15:00:00"):
                for account, book in books.items():
                    self._day(chance, account, book, today)
            if number % 61 == 60 or number == DAYS - 1:
                self._check(books)
        self._check_reminders(books)

    def _has_birthday(self, account, today):
        born = account.partner_id.points_birth_date
        if (born.month, born.day) == (2, 29) and today.year % 4:
            return (today.month, today.day) == (2, 28)
        return (today.month, today.day) == (born.month, born.day)

    def _day(self, chance, account, book, today):
        """What a member does on a day, mostly nothing."""
        if chance.random() < 0.08:
            self._earn(account, book, today, chance.randint(1, 60))
        if chance.random() < 0.02 and book.left:
            self._redeem(account, book, chance.randint(1, book.left))

    def _check(self, books):
        for account, book in books.items():
            account.invalidate_recordset()
            self.assertEqual(account.balance, book.left)
            self.assertEqual(account.available, book.left)
            sums = {}
            for entry in account.entry_ids:
                sums[entry.kind] = sums.get(entry.kind, 0) + entry.points
            self.assertEqual(sums.get("earn", 0) + sums.get("bonus", 0), book.given)
            self.assertEqual(-sums.get("redeem", 0), book.used)
            self.assertEqual(-sums.get("expire", 0), book.expired)
            self.assertEqual(self.env["points.proof"]._prove(account), [])

    def _check_reminders(self, books):
        """Everybody was reminded in time of all that ended, and wished well twice."""
        for account, book in books.items():
            messages = self._messages(account)
            self.assertTrue(book.ends)
            reminders = messages.filtered(lambda one: one.kind == "points_expiring")
            for end in set(book.ends):
                told = [
                    one
                    for one in reminders
                    if one.day <= end <= one.covers_until
                    and (end - one.create_date.date()).days >= REMINDED_BEFORE
                ]
                self.assertTrue(told, f"nobody was reminded of {end}")
            reasons = messages.mapped(lambda one: (one.kind, one.reason))
            self.assertEqual(len(reasons), len(set(reasons)))
            years = messages.filtered(lambda one: one.kind == "birthday")
            self.assertEqual(len(years), 2)
            bonuses = account.entry_ids.filtered(lambda one: one.kind == "bonus")
            self.assertEqual(len(bonuses), 2)
