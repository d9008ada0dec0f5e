"""The figures of a receipt: earned, redeemed, given back, taken back, balance.

Right after settlement they are handed over in memory; for a reprint or an order sent
again they are read from the ledger. Both give the same figures: a balance is the one
right after the order's own entries, not today's.
"""

from odoo import api, models
from odoo.tools import SQL

from .points_snapshot import to_points

RECEIPT_CACHE = "points.receipt"
# Points of a receipt that are sums of its entries.
SUMS = ("earned", "bonus", "redeemed", "given_back", "taken_back", "balance")


class PointsReceipt(models.AbstractModel):
    _name = "points.receipt"
    _description = "Points on receipts"

    @api.model
    def _remember(self, sale, plan, posted):
        """Keep the receipt of a sale that was settled in this transaction.

        An entry that existed before means the sale was settled earlier, one on an
        account nobody met that it was merged: then the ledger is read.
        """
        lines = []
        if posted:
            if not all(
                entry.created and entry.account_id in sale.partners
                for entry in posted.entries.values()
            ):
                return
            lines = self._posted_lines(sale, plan, posted)
        cache = self.env.cr.cache.setdefault(RECEIPT_CACHE, {})
        cache[sale.order.id] = lines

    @api.model
    def _remember_nothing(self, order):
        """Keep that an order just paid has no points, to spare a look at the ledger."""
        self.env.cr.cache.setdefault(RECEIPT_CACHE, {}).setdefault(order.id, [])

    @api.model
    def _posted_lines(self, sale, plan, posted):
        """Receipt lines of a posting, one per account."""
        figures = {}
        for operation in plan.operations:
            entry = posted.entries.get(getattr(operation, "key", None))
            if entry:
                row = figures.setdefault(entry.account_id, {})
                kind = self._figure(operation)
                row[kind] = row.get(kind, 0) + abs(entry.points)
                if kind == "earned":
                    row["rules"] = operation.explanation["rules"]
                if kind == "redeemed":
                    money = operation.explanation["money"]
                    row["redeemed_money"] = row.get("redeemed_money", 0) + money
        reports = self._posted_reports(sale, posted, figures)
        return [
            self._line(
                sale.account_programs[account_id],
                self.env["res.partner"].browse(sale.partners[account_id]).name,
                {
                    **row,
                    "balance": posted.accounts[account_id].balance,
                    "account_id": account_id,
                    "link_version": sale.link_versions.get(account_id),
                    "tier": reports.get(account_id),
                    "expiring": self._soon(
                        posted.expiring.get(account_id), sale.moment.date()
                    ),
                },
            )
            for account_id, row in figures.items()
        ]

    @api.model
    def _figure(self, operation):
        if getattr(operation, "kind", "") == "bonus":
            return "bonus"
        return {
            "Credit": "earned",
            "Capture": "redeemed",
            "ReverseCredit": "taken_back",
            "ReverseDebit": "given_back",
        }[type(operation).__name__]

    @api.model
    def _line(self, program_id, member, figures):
        """One receipt line; points in hundredths, money in minor units."""
        program = self.env["points.snapshot"]._program_by_id(program_id)
        return {
            "program_id": program_id,
            "program": program.name,
            "point_name": program.point_name,
            "counts_in": program.counts_in,
            "currency_id": program.currency_id,
            "decimals": program.decimals,
            "sequence": program.sequence,
            "member": member or "",
            "earned": figures.get("earned", 0),
            "bonus": figures.get("bonus", 0),
            "redeemed": figures.get("redeemed", 0),
            "redeemed_money": figures.get("redeemed_money", 0),
            "given_back": figures.get("given_back", 0),
            "taken_back": figures.get("taken_back", 0),
            "balance": figures["balance"],
            "rules": self._rules_of(program, figures.get("rules") or []),
            "tier": self._tier_figures(program, figures.get("tier")),
            **self._expiring_figures(figures),
        }

    @api.model
    def _rules_of(self, program, results):
        """[{name, points}] of the rules that gave points, where several did."""
        names = dict(program.rule_names[0])
        given = [
            {"name": names.get(result["rule_id"], ""), "points": result["points"]}
            for result in results
            if result["points"]
        ]
        return given if len(given) > 1 else []

    @api.model
    def _receipts(self, orders):
        """{order id: {"lines": […]}} for these orders; unpaid ones have no lines."""
        cache = self.env.cr.cache.get(RECEIPT_CACHE, {})
        receipts = {order.id: {"lines": []} for order in orders}
        unknown = orders.browse()
        for order in orders:
            if order.id in cache:
                receipts[order.id]["lines"] = cache[order.id]
            elif order.state in ("paid", "done"):
                unknown |= order
        if unknown and self._any_program(unknown):
            for order_id, lines in self._read_lines(unknown).items():
                receipts[order_id]["lines"] = lines
        for receipt in receipts.values():
            receipt["lines"] = sorted(
                receipt["lines"],
                key=lambda line: (line["sequence"], line["program_id"]),
            )
        return receipts

    @api.model
    def _any_program(self, orders):
        """Whether any program ever applied where these orders were sold."""
        return bool(
            self.env["points.snapshot"]._companies_with_programs()
            & set(orders.company_id.ids)
        )

    @api.model
    def _moved_query(self, orders):
        """What each order's entries moved on each account, and the balance after it."""
        return SQL(
            """
            SELECT moved.*, partner.name AS member, account.link_version,
                   (SELECT written.create_date FROM points_entry written
                     WHERE written.id = moved.last_id) AS written_at,
                   (SELECT sum(every.points) FROM points_entry every
                     WHERE every.account_id = moved.account_id
                       AND every.id <= moved.last_id) AS balance,
                   coalesce((SELECT true FROM points_entry given
                               JOIN points_lot lot ON lot.entry_id = given.id
                              WHERE given.account_id = moved.account_id
                                AND (lot.expires_on IS NOT NULL
                                     OR lot.inactivity_months IS NOT NULL)
                              LIMIT 1), false)
                   AS has_dates
              FROM (SELECT entry.source_id AS order_id, entry.account_id,
                           entry.program_id, max(entry.id) AS last_id,
                           min(entry.moment) AS sold_at,
                           sum(entry.points)
                               FILTER (WHERE entry.kind = 'earn') AS earned,
                           sum(entry.points)
                               FILTER (WHERE entry.kind = 'bonus') AS bonus,
                           -sum(entry.points)
                               FILTER (WHERE entry.kind = 'redeem') AS redeemed,
                           sum((entry.explanation->>'money')::bigint)
                               FILTER (WHERE entry.kind = 'redeem')
                               AS redeemed_money,
                           (array_agg(entry.explanation->'rules')
                               FILTER (WHERE entry.kind = 'earn'))[1] AS rules,
                           sum(entry.points) FILTER (
                               WHERE entry.reversed_entry_id IS NOT NULL
                               AND entry.points > 0
                               AND coalesce(entry.explanation->>'code', '')
                                   != 'revived') AS given_back,
                           -sum(entry.points) FILTER (
                               WHERE entry.reversed_entry_id IS NOT NULL
                               AND entry.points < 0) AS taken_back
                      FROM points_entry entry
                     WHERE entry.source_model = 'pos.order'
                       AND entry.source_uuid = ANY(%s)
                     GROUP BY entry.source_id, entry.account_id, entry.program_id
                   ) moved
              JOIN points_account account ON account.id = moved.account_id
              JOIN res_partner partner ON partner.id = account.partner_id
            """,
            orders.mapped("uuid"),
        )

    @api.model
    def _read_lines(self, orders):
        """Receipt lines of paid orders from the ledger, by order id."""
        rows = self.env.execute_query_dict(self._moved_query(orders))
        lines = {}
        reports = self._past_tiers(rows)
        expiring = self._past_expiring(rows)
        for index, row in enumerate(rows):
            figures = {name: to_points(row[name] or 0) for name in SUMS}
            figures["redeemed_money"] = int(row["redeemed_money"] or 0)
            figures["rules"] = row["rules"]
            figures["account_id"] = row["account_id"]
            figures["link_version"] = row["link_version"] or 0
            figures["tier"] = reports.get(index)
            figures["expiring"] = expiring.get(index)
            line = self._line(row["program_id"], row["member"], figures)
            lines.setdefault(row["order_id"], []).append(line)
        return lines
