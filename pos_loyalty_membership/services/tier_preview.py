"""Who would move if tiers asked for something else: nothing is written."""

from dataclasses import dataclass, field, replace

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.tiers import reached_tiers, tier_review
from ..engine.values import Program, to_dict

PREVIEW_BATCH = 1000
EXAMPLES = 5


@dataclass(slots=True)
class Effect:
    """Members who would move, and those who would not keep their tier.

    `moves` {(tier id now, tier id then): count}, `examples` ids of some contacts of
    each; `losing` {tier id: count} reach their tier now and would not any more: they
    keep it until its last day.
    """

    moves: dict = field(default_factory=dict)
    examples: dict = field(default_factory=dict)
    losing: dict = field(default_factory=dict)


class PointsTiers(models.AbstractModel):
    _inherit = "points.tiers"

    @api.model
    def _preview(self, program, thresholds):
        """The Effect of other thresholds on the members of a program record.

        `thresholds` is {tier id: {points, amount, lifetime, balance}} in the engine's
        integers; tiers that are not named stay as they are.
        """
        frozen = self.env["points.snapshot"]._program_by_id(program.id)
        changed = self._with_thresholds(frozen, thresholds)
        now = fields.Datetime.now()
        effect = Effect()
        last_id = 0
        while True:
            ids = self._next_members(program, last_id)
            if not ids:
                return effect
            last_id = ids[-1]
            accounts = dict.fromkeys(ids, program.id)
            states = self._states(accounts, now, {program.id: changed})
            for state in states.values():
                self._add_effect(effect, state, frozen.engine)

    @api.model
    def _with_thresholds(self, frozen, thresholds):
        """A TillProgram whose tiers ask for something else."""
        engine = to_dict(frozen.engine)
        for tier in engine["tiers"]:
            tier.update(thresholds.get(tier["id"], {}))
        return replace(frozen, engine=Program.from_dict(engine))

    @api.model
    def _next_members(self, program, last_id):
        domain = Domain("program_id", "=", program.id) & Domain("id", ">", last_id)
        domain &= Domain("merged_into_id", "=", False)
        # What a change does to all members is shown to whoever may make it.
        accounts = self.env["points.account"].sudo()
        return list(accounts._search(domain, order="id", limit=PREVIEW_BATCH))

    @api.model
    def _add_effect(self, effect, state, before):
        """Note what happens to one member, with the changed program and `before`."""
        engine = state.program.engine
        standing = state.standing
        arguments = (engine.tier_terms, state.numbers, standing, state.date)
        move = tier_review(engine.tiers, *arguments)
        if move is not None and move.cause != "grace":
            if move.tier_id != standing.tier_id:
                key = (standing.tier_id, move.tier_id)
                effect.moves[key] = effect.moves.get(key, 0) + 1
                some = effect.examples.setdefault(key, [])
                if len(some) < EXAMPLES:
                    some.append(state.partner_id)
            return
        tier_id = standing.tier_id
        if tier_id in reached_tiers(before.tiers, state.numbers) and (
            tier_id not in reached_tiers(engine.tiers, state.numbers)
        ):
            effect.losing[tier_id] = effect.losing.get(tier_id, 0) + 1
