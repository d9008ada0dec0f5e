"""`make mutation` can break what it is there to break."""

from collections import Counter

import pytest

from tools.dev import place
from tools.mutation.mutants import MUTANTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_every_change_fits_one_place_of_the_service_as_it_is_now(mutant):
    for file, old, new in mutant.changes:
        text = (place.ADDON / "services" / file).read_text()
        assert text.count(old) == 1
        assert old != new


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_test_that_must_notice_it_exists(mutant):
    file, _class, method = mutant.test.split("::")
    assert f"    def {method}(" in (place.ADDON / "tests" / file).read_text()


def test_every_broken_copy_has_a_name_of_its_own():
    assert set(Counter(mutant.name for mutant in MUTANTS).values()) == {1}
