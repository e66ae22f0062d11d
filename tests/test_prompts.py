from pathlib import Path

import pytest
from jinja2 import Environment, meta

from assistant import prompts

FOLDER = Path(__file__).parents[1] / "prompts"


def test_every_prompt_says_what_it_is_for_and_what_it_takes() -> None:
    assert prompts.names()
    for name in prompts.names():
        prompt = prompts.load(name)
        assert prompt.purpose
        assert prompt.version >= 1
        assert set(prompt.variables) == meta.find_undeclared_variables(Environment().parse(prompt.template))


def test_a_missing_variable_is_an_error_and_no_gap() -> None:
    with pytest.raises(TypeError, match="related"):
        prompts.render("not_found")


def test_an_unknown_prompt_names_those_that_there_are() -> None:
    with pytest.raises(KeyError, match="not_found"):
        prompts.load("nonsense")
