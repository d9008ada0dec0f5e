"""The statements of the proof about coupons; see `proof_checks`."""

COUPON_CHECKS = {
    "coupon_remaining": """
        SELECT account.id, coupon.id,
               coupon.value - coalesce(uses.money, 0) - coalesce(holds.money, 0),
               coupon.remaining
          FROM points_coupon coupon
          JOIN points_account account ON account.id = coupon.account_id
          LEFT JOIN (SELECT coupon_id, sum(money) AS money
                       FROM points_coupon_use GROUP BY coupon_id) uses
            ON uses.coupon_id = coupon.id
          LEFT JOIN (SELECT coupon_id, sum(money) AS money FROM points_hold
                      WHERE state = 'held' GROUP BY coupon_id) holds
            ON holds.coupon_id = coupon.id
         WHERE %(chosen)s
           AND (coupon.remaining NOT BETWEEN 0 AND coupon.value
                OR coupon.remaining != coupon.value - coalesce(uses.money, 0)
                                       - coalesce(holds.money, 0))
    """,
    "coupon_of_its_entry": """
        SELECT account.id, coupon.id,
               concat_ws(' ', entry.kind, entry.key, entry.company_id),
               concat_ws(' ', 'convert', 'convert:' || coupon.uuid, coupon.company_id)
          FROM points_coupon coupon
          JOIN points_account account ON account.id = coupon.account_id
          LEFT JOIN points_entry entry ON entry.id = coupon.entry_id
         WHERE %(chosen)s
           AND (entry.kind, entry.key, entry.company_id, entry.program_id,
                account.company_id, account.program_id)
               IS DISTINCT FROM
               ('convert', 'convert:' || coupon.uuid, coupon.company_id,
                coupon.program_id, coupon.company_id, coupon.program_id)
    """,
    "convert_has_its_coupon": """
        SELECT account.id, entry.id, 'a coupon', 'none'
          FROM points_entry entry
          JOIN points_account account ON account.id = entry.account_id
         WHERE %(chosen)s AND entry.kind = 'convert'
           AND NOT EXISTS (SELECT FROM points_coupon coupon
                            WHERE coupon.entry_id = entry.id)
    """,
    "coupon_turned_back": """
        SELECT account.id, coupon.id, back.points, uses.number
          FROM points_coupon coupon
          JOIN points_account account ON account.id = coupon.account_id
          JOIN points_entry entry ON entry.id = coupon.entry_id
          LEFT JOIN LATERAL (
               SELECT coalesce(sum(points), 0)
                      + coalesce(sum((explanation->>'excused')::numeric / 100), 0)
                      AS points
                 FROM points_entry WHERE reversed_entry_id = entry.id) back ON TRUE
          LEFT JOIN LATERAL (
               SELECT count(*) AS number FROM points_coupon_use
                WHERE coupon_id = coupon.id AND kind = 'turn_back') uses ON TRUE
         WHERE %(chosen)s AND back.points != uses.number * -entry.points
    """,
    "coupon_hold_has_its_use": """
        SELECT account.id, hold.id, 'a use of the coupon', 'none'
          FROM points_hold hold
          JOIN points_account account ON account.id = hold.account_id
         WHERE %(chosen)s AND hold.state = 'captured' AND hold.coupon_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM points_coupon_use one
                            WHERE one.coupon_id = hold.coupon_id
                              AND one.hold_uuid = hold.uuid)
    """,
    "coupon_hold_of_its_account": """
        SELECT account.id, hold.id, coupon.account_id, hold.account_id
          FROM points_hold hold
          JOIN points_account account ON account.id = hold.account_id
          JOIN points_coupon coupon ON coupon.id = hold.coupon_id
         WHERE %(chosen)s AND hold.state = 'held'
           AND hold.account_id != coupon.account_id
    """,
    "coupon_given_back": """
        SELECT account.id, use.id, use.money, back.money
          FROM points_coupon_use use
          JOIN points_coupon coupon ON coupon.id = use.coupon_id
          JOIN points_account account ON account.id = coupon.account_id
          JOIN (SELECT reversed_use_id, min(coupon_id) AS coupon_id,
                       -sum(money) AS money
                  FROM points_coupon_use WHERE reversed_use_id IS NOT NULL
                 GROUP BY reversed_use_id) back ON back.reversed_use_id = use.id
         WHERE %(chosen)s
           AND (back.money > use.money OR back.coupon_id != use.coupon_id)
    """,
    "coupon_use_once": """
        SELECT min(coupon.account_id), min(use.id), '1 use', count(*)::text
          FROM points_coupon_use use
          JOIN points_coupon coupon ON coupon.id = use.coupon_id
          JOIN points_account account ON account.id = coupon.account_id
         WHERE %(chosen)s
         GROUP BY use.key HAVING count(*) > 1
    """,
    "coupon_line_has_its_use": """
        SELECT account.id, line.id, 'a use of the coupon', 'none'
          FROM pos_order_line line
          JOIN pos_order sale ON sale.id = line.order_id
           AND sale.state IN ('paid', 'done')
          JOIN points_hold hold ON hold.uuid = line.points_hold_uuid
           AND hold.document_uuid = sale.uuid AND hold.coupon_id IS NOT NULL
          JOIN points_account account ON account.id = hold.account_id
         WHERE %(chosen)s AND line.price_subtotal_incl < 0
           AND NOT EXISTS (SELECT FROM points_coupon_use one
                            WHERE one.hold_uuid = hold.uuid)
           AND NOT EXISTS (SELECT FROM points_review review
                            WHERE review.source_uuid = sale.uuid)
    """,
}
