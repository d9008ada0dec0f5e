"""The base of all engine values, and the bounds of their numbers.

Twin: ``static/src/engine/frozen.js``.
"""

from dataclasses import fields
from typing import ClassVar

ENGINE_VERSION = 1
MAX_AMOUNT = 10**12
MAX_LINES = 1000
MAX_RULES = 1000
MAX_SAFE = 2**53 - 1
FULL_SHARE = 10000


class OutOfBounds(ArithmeticError):
    """A number left the range in which both languages count exactly.

    Public functions turn it into ``Refusal("out_of_bounds", ...)``.
    """


class Value:
    """Base of all engine values: reads itself from the plain JSON shape.

    ``nested`` says into which values its plain parts are read.
    """

    __slots__ = ()
    nested: ClassVar = {}

    @classmethod
    def from_dict(cls, data):
        """The value of a plain dict; keys it does not know are ignored.

        ``Situation.from_dict({"date": "2026-03-01", "day": "2026-03-01"}).place_id``
        is 0. A missing key without default is a TypeError.
        """
        return cls(
            **{
                item.name: _read(cls.nested.get(item.name), data[item.name])
                for item in fields(cls)
                if item.name in data
            }
        )


def _read(value_class, data):
    if isinstance(data, (list, tuple)):
        return tuple(_read(value_class, item) for item in data)
    if value_class and data is not None and not isinstance(data, value_class):
        return value_class.from_dict(data)
    return data
