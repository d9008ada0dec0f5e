"""What a browser may send: types and sizes, checked before anything reads them.

A wrong argument is a programming error of a till, or an attack: it raises, it is never
corrected.
"""

import re

from odoo.exceptions import ValidationError

UUID = re.compile(r"[0-9A-Za-z_-]{8,64}")
MAX_ID = 2**31 - 1
MAX_LIST = 100


def _refuse(name):
    # Read by developers only: a till of this version cannot cause it.
    # pylint: disable=translation-required
    raise ValidationError(f"points.till: {name}")


def check_number(value, name, low, high):
    """An integer between two bounds."""
    if type(value) is not int or not low <= value <= high:
        _refuse(name)
    return value


def check_id(value, name):
    """The id of a record."""
    return check_number(value, name, 1, MAX_ID)


def check_ids(value, name):
    """A short list of ids; each one counts once."""
    if not isinstance(value, list) or len(value) > MAX_LIST:
        _refuse(name)
    return list(dict.fromkeys(check_id(item, name) for item in value))


def check_text(value, name, longest):
    """A text of at most so many characters, without control characters."""
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        _refuse(name)
    return value


def check_flag(value, name):
    """True or false, and nothing like it."""
    if type(value) is not bool:
        _refuse(name)
    return value


def check_uuid(value, name):
    """A uuid as tills make them: letters, digits, - and _."""
    if not isinstance(value, str) or not UUID.fullmatch(value):
        _refuse(name)
    return value


def check_uuids(value, name):
    """A short list of uuids; each one counts once."""
    if not isinstance(value, list) or len(value) > MAX_LIST:
        _refuse(name)
    return list(dict.fromkeys(check_uuid(item, name) for item in value))


def check_request(value, checks, defaults):
    """A dict with exactly the keys of `checks`, each passed through its check.

    Keys of `defaults` may be left out.
    """
    if not isinstance(value, dict):
        _refuse("request")
    value = {**defaults, **value}
    if value.keys() != checks.keys():
        _refuse("request")
    return {name: check(value[name], name) for name, check in checks.items()}
