import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.facts.names import NamesInText
from assistant.ingest.language.capitalised import capitalised_runs


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (("United", "Nations"), "The UN met."),
        (("UN",), "The United Nations met."),
        (("U.N",), "The UN met."),
        (("Russian",), "It lies in Russia."),
        (("Pérez",), "Perez spoke."),
    ],
)
def test_forms_of_one_name_are_the_same(name: tuple[str, ...], text: str) -> None:
    assert NamesInText(text).missing(name) == []


def test_austria_is_not_australia() -> None:
    assert NamesInText("It lies in Australia.").missing(("Austria",)) == ["Austria"]


@example("A\u0300AAa", "")
@example("AA\xb9", "")
@given(st.text(max_size=200), st.text(max_size=200))
def test_a_text_has_all_of_its_own_names(statement: str, source: str) -> None:
    for run in capitalised_runs(statement):
        assert set(NamesInText(source).missing(run)) <= set(run)
        assert NamesInText(f"So {statement}").missing(run) == []
