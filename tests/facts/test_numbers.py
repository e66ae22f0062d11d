import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts.numbers import read_quantities


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("on Oct. 19", "on 19 October"),
        ("two boats", "2 boats"),
        ("$3 million", "3m dollars"),
        ("three million dollars", "$3,000,000"),
        ("45 per cent", "45%"),
        ("a dozen", "12"),
        ("2026-05-02", "May 2, 2026"),
        ("twenty-two people", "22 people"),
    ],
)
def test_forms_of_one_quantity_are_the_same(first: str, second: str) -> None:
    first_quantities, second_quantities = read_quantities(first), read_quantities(second)
    assert (first_quantities.numbers, first_quantities.days) == (second_quantities.numbers, second_quantities.days)
    assert first_quantities.count() == 1


@given(st.integers(2, 10**9))
def test_thousands_separators_do_not_matter(number: int) -> None:
    assert read_quantities(f"about {number:,} boats").numbers == read_quantities(f"{number} boats").numbers


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_text_never_misses_more_quantities_than_it_has(statement: str, source: str) -> None:
    quantities = read_quantities(statement)
    assert quantities.missing_in([read_quantities(source)]).count() <= quantities.count()
    assert quantities.count_in([quantities]) == quantities.count()
