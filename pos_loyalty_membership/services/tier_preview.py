"""Who would move if tiers asked for something else: nothing is written."""

from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.tiers import reached_tiers, tier_review

PREVIEW_BATCH = 1000
EXAMPLES = 5


@dataclass(slots=True)
class Effect:
    """Members who would move, and those who would not keep their tier.

    `moves` {(tier id without the change, with it): count}, `examples` ids of some
    contacts of each; `losing` {tier id: count} reach their tier now and would not any
    more: they keep it until its last day.
    """

    moves: dict = field(default_factory=dict)
    examples: dict = field(default_factory=dict)
    losing: dict = field(default_factory=dict)


class PointsTiers(models.AbstractModel):
    _inherit = "points.tiers"

    @api.model
    def _preview(self, program, before, after):
        """The Effect on members of a program record of `after` instead of `before`.

        Both are TillPrograms. Members whom both move alike, since they are due anyway,
        are no effect of the change.
        """
        now = fields.Datetime.now()
        effect = Effect()
        last_id = 0
        while ids := self._next_members(program, last_id):
            last_id = ids[-1]
            accounts = dict.fromkeys(ids, program.id)
            old = self._states(accounts, now, {program.id: before})
            new = self._states(accounts, now, {program.id: after})
            for account_id in ids:
                self._add_effect(effect, old.get(account_id), new.get(account_id))
        return effect

    @api.model
    def _next_members(self, program, last_id):
        domain = Domain("program_id", "=", program.id) & Domain("id", ">", last_id)
        domain &= Domain("merged_into_id", "=", False) & Domain("state", "!=", "left")
        # What a change does to all members is shown to whoever may make it.
        accounts = self.env["points.account"].sudo()
        return list(accounts._search(domain, order="id", limit=PREVIEW_BATCH))

    @api.model
    def _add_effect(self, effect, old, new):
        """Note what happens to one member; a state is None without any tier in use."""
        state = old or new
        if state is None:
            return
        stays, goes = self._tier_then(old), self._tier_then(new)
        if stays != goes:
            effect.moves[stays, goes] = effect.moves.get((stays, goes), 0) + 1
            some = effect.examples.setdefault((stays, goes), [])
            if len(some) < EXAMPLES:
                some.append(state.partner_id)
        elif stays and self._reaches(old, stays) and not self._reaches(new, stays):
            effect.losing[stays] = effect.losing.get(stays, 0) + 1

    @api.model
    def _tier_then(self, state):
        """The tier of a member once the job has reviewed it, 0: none."""
        if state is None:
            return 0
        engine = state.program.engine
        move = tier_review(
            engine.tiers, engine.tier_terms, state.numbers, state.standing, state.date
        )
        if move is None or move.cause == "grace":
            return state.standing.tier_id
        return move.tier_id

    @api.model
    def _reaches(self, state, tier_id):
        return tier_id in reached_tiers(state.program.engine.tiers, state.numbers)
