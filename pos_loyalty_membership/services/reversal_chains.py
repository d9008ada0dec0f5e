"""An entry and everything that reversed it, reversed that, and so on: a chain.

Each document works on what is left of the chains of the document it follows: returns at
a till, credit notes, their resets, and what is credited of those. So one sale returned
through both doors is reversed once.
"""

from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

from ..engine.values import to_dict
from .points_snapshot import to_points

# The key under which entries of invoices keep what they need of the document.
DOCUMENT = "document"


@dataclass(slots=True)
class Node:
    """One entry of a chain; `room` is what nobody reversed of it, in hundredths.

    An even `depth` stands for what the document gave or took, an odd one for what was
    taken back or given back. `lines` and `order_points` say which points a return at
    a till reversed.
    """

    id: int
    parent_id: int
    depth: int
    account_id: int
    points: int
    source_model: str
    source_uuid: str
    lines: tuple = ()
    order_points: int = 0
    room: int = 0


@dataclass(slots=True)
class Chain:
    """An earn or redeem entry with all that came after it."""

    kind: str
    program_id: int
    key: str
    source_uuid: str
    explanation: dict
    partner_id: int = 0
    nodes: list = field(default_factory=list)

    @property
    def points(self):
        """What the entry itself gave or took, in hundredths, without sign."""
        return abs(self.nodes[0].points)

    @property
    def hold_uuid(self):
        """The reservation that a redeem entry captured."""
        return self.key.removeprefix("redeem:")

    @property
    def when(self):
        """For an invoice, whether it earned when "posted" or when "paid"."""
        return (self.explanation.get(DOCUMENT) or {}).get("when", "")

    @property
    def is_closed(self):
        """Whether the document itself took the entry back (reset, or not paid)."""
        return any(
            node.depth == 1 and node.source_uuid == self.source_uuid
            for node in self.nodes
        )

    def open_nodes(self):
        """Entries of which the document's points are left."""
        return [node for node in self.nodes if node.depth % 2 == 0 and node.room > 0]

    @property
    def left(self):
        """Points of the document that nobody reversed yet."""
        return sum(node.room for node in self.open_nodes())

    def below(self, uuid, parity):
        """Entries that a document made at even (0) or odd depth, and all after them."""
        found = set()
        for node in self.nodes:
            made = node.source_uuid == uuid and node.depth % 2 == parity
            if node.parent_id in found or (made and node.depth):
                found.add(node.id)
        return [node for node in self.nodes if node.id in found]

    def effect(self, uuid, parity):
        """Entries in which what a document reversed is left, at that depth."""
        return [
            node
            for node in self.below(uuid, parity)
            if node.depth % 2 == parity and node.room > 0
        ]

    def undone(self, uuid, parity):
        """Points of that effect which other documents undid, and still so."""
        return sum(
            node.room
            for node in self.below(uuid, parity)
            if node.depth % 2 != parity and node.source_uuid != uuid
        )

    def taken_but(self, model):
        """Points reversed by documents of other models than this, and still so."""
        return sum(
            node.room
            for node in self.nodes
            if node.depth % 2 and node.source_model != model
        )

    def spread(self, reversal):
        """A Reversal over what is left: [(node, points, lines, order points)].

        `lines` are the engine's, as dictionaries, for the part that this node bears.
        """
        lines = [dict(to_dict(line)) for line in reversal.lines]
        order_points, parts = reversal.order_points, []
        for node in self.open_nodes():
            room, borne = node.room, []
            while lines and room > 0:
                share = min(room, lines[0]["points"])
                borne.append({**lines[0], "points": share})
                lines[0]["points"] -= share
                room -= share
                if not lines[0]["points"]:
                    lines.pop(0)
            share = 0 if lines else min(room, order_points)
            order_points -= share
            points = sum(line["points"] for line in borne) + share
            if points:
                parts.append((node, points, borne, share))
        return parts

    def taken(self, by_notes):
        """Points reversed by credit notes, or by anything else, and still so."""
        return sum(
            node.room
            for node in self.nodes
            if node.depth % 2
            and by_notes
            == (
                node.source_model == "account.move"
                and node.source_uuid != self.source_uuid
            )
        )


class PointsReversalChains(models.AbstractModel):
    _name = "points.reversal.chains"
    _description = "What is left to reverse of documents"

    @api.model
    def _read(self, uuids, model):
        """Chains of what documents earned and redeemed, first entry first."""
        uuids = [each for each in uuids if each]
        if not uuids:
            return []
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH RECURSIVE chain AS (
                    SELECT id, id AS root_id, 0 AS depth
                      FROM points_entry
                     WHERE source_uuid = ANY(%(uuids)s)
                       AND source_model = %(model)s
                       AND kind IN ('earn', 'redeem')
                     UNION ALL
                    SELECT child.id, chain.root_id, chain.depth + 1
                      FROM chain
                      JOIN points_entry child ON child.reversed_entry_id = chain.id
                )
                SELECT chain.root_id, chain.depth, entry.id, entry.kind, entry.key,
                       entry.program_id, entry.account_id, entry.points,
                       account.partner_id, entry.lines,
                       entry.reversed_entry_id AS parent_id, entry.source_model,
                       entry.source_uuid, entry.explanation,
                       coalesce((entry.explanation->>'excused')::bigint, 0) AS excused
                  FROM chain
                  JOIN points_entry entry ON entry.id = chain.id
                  JOIN points_account account ON account.id = entry.account_id
                 ORDER BY chain.root_id, chain.depth, entry.id
                """,
                uuids=uuids,
                model=model,
            )
        )
        return self._build(rows)

    @api.model
    def _build(self, rows):
        chains = {}
        for row in rows:
            if not row["depth"]:
                chains[row["root_id"]] = Chain(
                    kind=row["kind"],
                    program_id=row["program_id"],
                    key=row["key"],
                    source_uuid=row["source_uuid"],
                    explanation=row["explanation"] or {},
                    partner_id=row["partner_id"],
                )
            nodes = chains[row["root_id"]].nodes
            points = to_points(row["points"])
            node = Node(
                id=row["id"],
                parent_id=row["parent_id"] or 0,
                depth=row["depth"],
                account_id=row["account_id"],
                points=points,
                source_model=row["source_model"],
                source_uuid=row["source_uuid"],
                lines=tuple(row["lines"] or ()),
                order_points=(row["explanation"] or {}).get("order_points", 0),
                room=abs(points),
            )
            nodes.append(node)
            for parent in nodes:
                if parent.id == node.parent_id:
                    parent.room -= abs(points) + row["excused"]
        return list(chains.values())
