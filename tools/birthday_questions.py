"""Random questions about birthdays, for the comparison of both engines."""

from datetime import date, timedelta

CALLS = [
    ("birthdays", "birthday_due", ["born_on", "joined_on", "last_given_on", "today"]),
    ("birthdays", "birth_days", ["today"]),
]
YEARS = (2024, 2026, 2027, 2028, 2099, 2100)


def birthday_question(random):
    """A day of asking close to a birthday, in any year, leap days as well."""
    today = date(random.choice(YEARS), 1, 1) + timedelta(days=random.randint(0, 364))
    if random.random() < 0.2:
        today = date(today.year, 3, 1) - timedelta(days=random.randint(0, 2))
    born = today - timedelta(days=random.randint(-2, 10))
    born = date(random.choice([1996, 2000]), born.month, born.day)
    given = today - timedelta(days=random.choice([1, 200, 299, 300, 301, 365]))
    joined = today - timedelta(days=random.choice([0, 3, 7, 8, 400]))
    return {
        "born_on": born.isoformat(),
        "joined_on": random.choice(["", joined.isoformat()]),
        "last_given_on": random.choice(["", given.isoformat()]),
        "today": today.isoformat(),
    }
