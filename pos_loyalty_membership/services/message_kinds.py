"""What members are told: the kinds of messages, and what holds for each."""

MESSAGE_KINDS = [
    ("welcome", "Welcome"),
    ("within_reach", "First reward within reach"),
    ("points_expiring", "Points expire soon"),
    ("coupon_issued", "Coupon made"),
    ("coupon_expiring", "Coupon expires soon"),
    ("tier_reached", "Tier reached"),
    ("tier_ending", "Tier ends soon"),
    ("birthday", "Birthday"),
]
# Written to one or many members by an officer.
BY_HAND = ("by_hand", "Written by hand")
# Offers need the member's consent; everything else serves the membership.
OFFER_KINDS = frozenset(["within_reach", "birthday"])
# Kinds that are sent some days before something ends, and how many by default.
DAYS_BEFORE = {"points_expiring": 14, "coupon_expiring": 7, "tier_ending": 30}
# Kinds for which every member is looked at, once a day.
DAILY_KINDS = frozenset([*DAYS_BEFORE, *OFFER_KINDS])
