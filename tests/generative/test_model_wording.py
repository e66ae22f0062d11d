"""What a language model worded or translated is labelled as such, and words in quotation marks are literal or marked."""

from pathlib import Path

import pytest
from cli_runs import run
from llm_servers import Body, LLMServer, Says, passage_with
from sample_library import SUMMER, sample_library

from assistant import Answer, Assistant
from assistant.generative.model_wording import alters_a_quotation, wording_of
from assistant.ingest.article import Article
from assistant.settings import load_settings

QUESTION = "When did Tannery Bridge reopen?"
GERMAN = Article(
    id="g",
    title="Brücke offen",
    text="Die Gerberbrücke wurde am Samstag um sechs Uhr wieder geöffnet, sagte die Bürgermeisterin.",
    source="Bote",
    origin="g",
    language="de-DE",
)
ENGLISH = Article(
    id="e",
    title="Mayor resigns",
    text="“I will not stand again,” the mayor said on Monday. Her deputy takes over.",
    source="Wire",
    origin="e",
    language="en",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_library(tmp_path_factory.mktemp("samples"))


def ask(library: Path, said: object) -> Answer:
    with LLMServer(Says(said)) as server:  # type: ignore[arg-type]
        settings = load_settings(library=library, llm=server.setting)
        with Assistant.open(settings=settings) as assistant:
            return assistant.ask(QUESTION, as_of=SUMMER)


def reworded(body: Body) -> str:
    return f"Tannery Bridge reopened at 6 a.m. on Saturday [{passage_with(body, '6 a.m. on Saturday')}]."


def test_words_of_the_source_are_a_quote_and_other_words_are_the_models() -> None:
    quote = ENGLISH.text.split(". ")[1]
    assert wording_of("Her deputy takes over.", [quote], [ENGLISH]) == "quote"
    assert wording_of("The deputy succeeds her in office from Monday on.", [quote], [ENGLISH]) == "paraphrase"


def test_a_sentence_in_another_language_than_its_source_is_a_translation() -> None:
    said = "The Gerber bridge was opened again at six on Saturday, the mayor said."
    assert wording_of(said, [], [GERMAN]) == "translation"
    assert wording_of(GERMAN.text, [GERMAN.text], [GERMAN]) == "quote"


@pytest.mark.parametrize(
    ("statement", "is_altered"),
    [
        ("The mayor said: “I will not stand again.”", False),
        ('The mayor said: "I will NOT stand again"', False),
        ("The mayor said: “I shall never be a candidate again.”", True),
        ("The “deputy” takes over.", False),
        ("Her deputy takes over.", False),
    ],
)
def test_words_in_quotation_marks_are_literal_or_marked(statement: str, is_altered: bool) -> None:
    assert alters_a_quotation(statement, [ENGLISH]) == is_altered


def test_an_answer_in_the_models_words_says_so_and_quotes_do_not(library: Path, tmp_path: Path) -> None:
    answer = ask(library, reworded)
    assert answer.statements[0].wording == "paraphrase"
    assert answer.is_worded_by_model
    with Assistant.open(library) as assistant:
        assert not assistant.ask(QUESTION, as_of=SUMMER).is_worded_by_model
    arguments = ("ask", QUESTION, "--library", library, "--as-of", "2026-07-01")
    with LLMServer(Says(reworded)) as server:
        shown = run(*arguments, cwd=tmp_path, ASSISTANT_LLM=server.setting)
    assert "The sentences are a language model’s words; the sources have the exact words." in shown.out
    assert "language model" not in run(*arguments, cwd=tmp_path).out


def test_a_translation_carries_its_mark(library: Path) -> None:
    def both(body: Body) -> str:
        number = passage_with(body, "6 a.m. on Saturday")
        return f"{reworded(body)} Die Brücke wurde am Samstagmorgen nach langer Sperrung wieder für alle geöffnet [{number}]."

    answer = ask(library, both)
    assert answer.statements[1].wording == "translation"
    assert "translated by the language model" in answer.text
