"""Random questions about the last day of points, for the comparison of both engines."""

CALLS = [
    ("expiry", "last_day", ["expiry", "earned_on", "available_on"]),
    ("expiry", "changed_day", ["expiry", "earned_on", "available_on", "not_before"]),
    ("expiry", "prolonged_day", ["day", "months", "active_on"]),
]
MODES = ["never", "days", "months", "yearly", "inactivity"]
MONTHS_OF_30 = (4, 6, 9, 11)


def expiry_question(random):
    """Terms of any kind and days in any month, leap days as well."""
    month = random.randint(1, 12)
    longest = 29 if month == 2 else 30 if month in MONTHS_OF_30 else 31
    return {
        "expiry": {
            "mode": random.choice(MODES),
            "number": random.choice([0, 1, 3, 12, random.randint(1, 3650)]),
            "month": month,
            "not_before": _day(random),
            "day": random.randint(1, longest),
            "grace_days": random.choice([0, 0, 7, 365]),
        },
        "earned_on": _day(random),
        "available_on": random.choice(["", _day(random)]),
        "active_on": random.choice(["", _day(random), _day(random)]),
        "not_before": _day(random),
        "day": random.choice(["", _day(random)]),
        "months": random.choice([0, 1, 6, random.randint(1, 3650)]),
    }


def _day(random):
    year = random.choice([2024, 2026, 2027, 2028, 2099, 2100])
    month = random.randint(1, 12)
    last = 28 if month == 2 else 30
    if month == 2 and year % 4 == 0 and year != 2100:
        last = 29
    return f"{year}-{month:02}-{random.choice([1, 15, 28, last]):02}"
