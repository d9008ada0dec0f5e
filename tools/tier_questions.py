"""Random tiers, memberships and days for both engines."""

DAYS = ["2024-02-29", "2026-01-31", "2026-03-10", "2026-12-31", "2027-01-01"]
CONDITIONS = ["points", "amount", "lifetime", "balance"]
REACHED_BY = ["numbers", "numbers", "numbers", "everybody", "hand"]
SOURCES = ["reached", "chosen", "renewed", "fell", "hand", "withdrawn"]

CALLS = [
    ("benefits", "benefit_percents", ["benefits", "lines"]),
    ("benefits", "benefit_over", ["percent", "by_hand"]),
    ("days", "add_days", ["date", "days"]),
    ("days", "add_months", ["date", "months"]),
    ("tiers", "counted_from", ["terms", "standing", "date"]),
    ("tiers", "reached_tiers", ["tiers", "numbers"]),
    ("tiers", "tier_missing", ["tier", "numbers"]),
    ("tiers", "membership_end", ["terms", "date"]),
    ("tiers", "tier_progress", ["tiers", "terms", "numbers", "standing", "date"]),
    ("tiers", "tier_review", ["tiers", "terms", "numbers", "standing", "date"]),
    (
        "tiers",
        "join_refusal",
        ["tiers", "terms", "numbers", "standing", "date", "available", "tier_id"],
    ),
]


def tier_question(generator):
    """Arguments of the calls above, by name; `generator` chooses at random."""
    random = generator.random
    tiers = [_tier(random, number) for number in range(random.choice([0, 1, 3, 5]))]
    date = _day(random)
    return {
        "benefits": [
            {
                "id": number,
                "percent": random.choice([1, 500, 1000, 3333, 10000]),
                "scope": generator.scope(),
            }
            for number in range(generator.few())
        ],
        "percent": random.choice([0, 500, 1000, random.randrange(10001)]),
        "by_hand": random.choice([0, 500, 1000, random.randrange(10001)]),
        "date": date,
        "days": random.randint(-800, 800),
        "months": random.randint(-40, 40),
        "terms": _terms(random),
        "tiers": tiers,
        "tier": _tier(random, 9),
        "numbers": {
            **{name: random.randrange(600) for name in CONDITIONS},
            "since": random.choice(["", _day(random)]),
        },
        "standing": {
            "tier_id": random.randrange(6),
            "date_to": random.choice(["", _day(random), date]),
            "grace_until": random.choice(["", "", _day(random)]),
            "source": random.choice(SOURCES),
        },
        "available": random.randrange(200),
        "tier_id": random.randrange(6),
    }


def _day(random):
    if random.random() < 0.5:
        return random.choice(DAYS)
    month, day = random.randint(1, 12), random.randint(1, 28)
    return f"{random.randint(2023, 2028)}-{month:02}-{day:02}"


def _tier(random, number):
    return {
        "id": number + 1,
        "reached_by": random.choice(REACHED_BY),
        "join_cost": random.choice([0, 0, 100]),
        **{
            name: random.choice([0, 0, 100 * (number + 1), random.randrange(600)])
            for name in CONDITIONS
        },
    }


def _terms(random):
    return {
        "automatic": random.random() < 0.6,
        "look_back": random.choice(["months", "year"]),
        "look_back_months": random.choice([1, 3, 12]),
        "period": random.choice(["endless", "months", "day"]),
        "period_months": random.choice([0, 1, 6, 12]),
        "end_month": random.choice([2, 4, 12]),
        "end_day": random.choice([1, 29, 31]),
        "grace_days": random.choice([0, 0, 30]),
        "fall": random.choice(["one", "reached"]),
    }
