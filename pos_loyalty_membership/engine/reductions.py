"""A discount as lines of a basket. Twin: ``static/src/engine/reductions.js``."""

from .scope import is_everything
from .values import Line


def discount_targets(rule, parts):
    """What a redemption line of a rule names as its ``target_uuids``.

    ``parts`` are its RedemptionLines. Nothing for a rule about everything: its discount
    lowers the goods of its taxes. Else the goods that it lowers.
    """
    if rule.kind != "product" and is_everything(rule.scope):
        return []
    return [part.uuid for part in parts]


def is_of(line, holds):
    """Whether a line of a basket belongs to one of these holds."""
    return line.kind == "redemption" and line.hold_uuid in holds


def discount_lines(use, rule, parts, lines):
    """The discount as lines of a basket: per tax, or per line if units are bought."""
    taxes = {line.uuid: line.tax_key for line in lines if line.kind == "goods"}
    targets = tuple(discount_targets(rule, parts))
    given = {}
    for part in parts:
        uuids = (part.uuid,) if rule.kind == "product" else targets
        key = (taxes[part.uuid], uuids)
        given[key] = given.get(key, 0) + part.money
    return [
        Line(
            uuid=f"{use.hold_uuid}/{number}",
            kind="redemption",
            quantity=1000,
            earn_amount=0,
            payable_amount=-money,
            tax_key=tax_key,
            hold_uuid=use.hold_uuid,
            program_id=use.program_id,
            reward=rule.kind,
            target_uuids=uuids,
        )
        for number, ((tax_key, uuids), money) in enumerate(given.items())
    ]
