"""The statements of the proof about tiers; see `proof_checks`."""

# The tier that the memberships give each account: that of the one in force.
TIERS_IN_FORCE = """
    SELECT one.id AS account_id, membership.tier_id
      FROM points_account one
      LEFT JOIN points_membership membership
        ON membership.account_id = one.id AND membership.state != 'ended'
"""

TIER_CHECKS = {
    "tier_in_force": f"""
        SELECT account.id, account.id, coalesce(said.tier_id::text, 'none'),
               coalesce(account.tier_id::text, 'none')
          FROM points_account account
          JOIN ({TIERS_IN_FORCE}) said ON said.account_id = account.id
         WHERE %(chosen)s AND account.tier_id IS DISTINCT FROM said.tier_id
    """,
    "membership_of_its_account": """
        SELECT account.id, membership.id,
               concat_ws(' ', account.program_id, account.company_id),
               concat_ws(' ', membership.program_id, membership.company_id)
          FROM points_membership membership
          JOIN points_account account ON account.id = membership.account_id
         WHERE %(chosen)s
           AND (membership.program_id, membership.company_id)
               IS DISTINCT FROM (account.program_id, account.company_id)
    """,
    "paid_membership_has_its_entry": """
        SELECT account.id, membership.id, 'an entry that paid for it', 'none'
          FROM points_membership membership
          JOIN points_account account ON account.id = membership.account_id
         WHERE %(chosen)s AND membership.join_cost > 0
           AND NOT EXISTS (SELECT FROM points_entry entry
                            WHERE entry.key = 'join:' || membership.uuid)
    """,
}
