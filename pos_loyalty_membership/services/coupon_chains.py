"""What is left to give back of the coupons that documents used.

A use and what was taken again after a credit note was undone are *nodes*: what is left
of them is what the document still uses of the coupon. Money is minor units of the
coupon's currency.
"""

from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL


@dataclass(slots=True)
class UseNode:
    """A use of a coupon: `room` is what nobody gave back of it.

    `at_tills` is what returns at tills gave back of it.
    """

    id: int
    root_id: int
    coupon_id: int
    account_id: int
    program_id: int
    partner_id: int
    money: int
    room: int
    at_tills: int
    hold_uuid: str
    source_uuid: str
    explanation: dict


class PointsReversalChains(models.AbstractModel):
    _inherit = "points.reversal.chains"

    @api.model
    def _read_coupons(self, uuids, model):
        """UseNodes of what documents used of coupons, and took again afterwards."""
        uuids = [each for each in uuids if each]
        if not uuids:
            return []
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH own AS (
                    SELECT id, coupon_id
                      FROM points_coupon_use
                     WHERE source_uuid = ANY(%(uuids)s)
                       AND source_model = %(model)s
                       AND kind = 'use'
                ), found AS (
                    SELECT id FROM own
                     UNION
                    SELECT again.id
                      FROM own
                      JOIN points_coupon_use again
                        ON again.coupon_id = own.coupon_id
                       AND again.kind = 'use'
                       AND (again.explanation->>'root_id')::int = own.id
                )
                SELECT used.id, coalesce(
                           (used.explanation->>'root_id')::int, used.id) AS root_id,
                       used.coupon_id, coupon.account_id, coupon.program_id,
                       account.partner_id,
                       round(used.money / currency.rounding)::bigint AS money,
                       round((used.money + coalesce((
                           SELECT sum(back.money) FROM points_coupon_use back
                            WHERE back.reversed_use_id = used.id), 0))
                           / currency.rounding)::bigint AS room,
                       round(coalesce((
                           SELECT sum(-back.money) FROM points_coupon_use back
                            WHERE back.reversed_use_id = used.id
                              AND back.source_model = 'pos.order'), 0)
                           / currency.rounding)::bigint AS at_tills,
                       used.hold_uuid, used.source_uuid,
                       coalesce(used.explanation, '{}') AS explanation
                  FROM found
                  JOIN points_coupon_use used ON used.id = found.id
                  JOIN points_coupon coupon ON coupon.id = used.coupon_id
                  JOIN points_account account ON account.id = coupon.account_id
                  JOIN res_currency currency ON currency.id = coupon.currency_id
                 ORDER BY used.id
                """,
                uuids=uuids,
                model=model,
            )
        )
        return [UseNode(**row) for row in rows]
