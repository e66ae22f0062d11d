from pathlib import Path

import pytest
from jinja2 import meta

from assistant import prompts

FOLDER = Path(__file__).parents[2] / "prompts"


def test_every_prompt_says_what_it_is_for_and_what_it_takes() -> None:
    assert prompts.names()
    for name in prompts.names():
        prompt = prompts.load(name)
        assert prompt.purpose
        assert prompt.version >= 1
        assert set(prompt.variables) == meta.find_undeclared_variables(
            prompts.template_environment().parse(prompt.template)
        )


def test_a_missing_variable_is_an_error_and_no_gap() -> None:
    with pytest.raises(TypeError, match="related"):
        prompts.render("not_found")


def test_an_unknown_prompt_names_those_that_there_are() -> None:
    with pytest.raises(KeyError, match="not_found"):
        prompts.load("nonsense")


def test_a_folder_of_ones_own_takes_the_place_of_a_prompt_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "llm_notice.md").write_text("---\npurpose: p\nvariables: [reason]\nversion: 2\n---\nOh: {{ reason }}")
    own = prompts.Prompts(tmp_path)
    assert own.render("llm_notice", reason="dark", kept=False) == "Oh: dark"
    assert own.render("not_found", nearest=None, related=()) == prompts.render("not_found", nearest=None, related=())


@pytest.mark.parametrize(
    "text",
    [
        "no front matter",
        "---\npurpose: p\nvariables: [wrong]\nversion: 1\n---\nx",
        "---\nname: other\npurpose: p\nvariables: []\nversion: 1\n---\n",
    ],
)
def test_a_prompt_of_ones_own_that_cannot_work_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "llm_notice.md").write_text(text)
    with pytest.raises(ValueError, match="llm_notice"):
        prompts.Prompts(tmp_path).load("llm_notice")
