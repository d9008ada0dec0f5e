"""The rules as pure functions: integers in, frozen values out.

Nothing in this folder reads a clock, a locale, chance or the database, and nothing
imports anything but the standard library and its neighbours. The twin of every file is
``static/src/engine/<same name>.js``: same functions, same keys. Both run the cases of
``static/tests/vectors``; ``make engine`` also compares them on random baskets.
"""
