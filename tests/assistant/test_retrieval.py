"""Finding passages: what one sentence says counts, a question in an article answers nothing, news says it first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from invented import marker, story

from assistant import Assistant
from assistant.ingest.article import Draft
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import Found

DAY = date(2026, 5, 20)


@pytest.fixture
def assistant(tmp_path: Path, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path / "library", embedder=minilm) as opened:
        yield opened


def put(assistant: Assistant, minilm: Embedder, **texts: str) -> None:
    moment = datetime(2026, 5, 19, tzinfo=UTC)
    found = [
        Found(Draft(text, title="Report", id=name, source="The Invented Post", published=moment), f"/invented/{name}")
        for name, text in texts.items()
    ]
    ingest(assistant.library, found, lambda: minilm)


def first(assistant: Assistant, question: str) -> str:
    return assistant.search(question, as_of=DAY).hits[0].stored.article.id


FILLER = "Nothing of the kind was said by anybody else on that day. The weather stayed as it was, mild and grey. "


def test_one_sentence_that_says_it_in_other_words_is_enough(assistant: Assistant, minilm: Embedder) -> None:
    said = "The physician was given the sack on Monday. "
    put(
        assistant,
        minilm,
        weather=FILLER * 4,
        doctor=FILLER * 2 + said + FILLER * 2,
        sport=FILLER * 3 + "The match was lost. ",
    )
    assert first(assistant, "Was a doctor fired?") == "doctor"


def test_a_question_in_an_article_does_not_pass_for_its_answer(assistant: Assistant, minilm: Embedder) -> None:
    quiz = "Which bridge was closed in May? Who chairs the council? What does the ferry cost? "
    news = "The council closed the Mill Bridge in May. "
    put(assistant, minilm, quiz=quiz + FILLER, news=news + FILLER)
    assert first(assistant, "Which bridge was closed in May?") == "news"
    answer = assistant.ask("Which bridge was closed in May?", as_of=DAY)
    assert all("?" not in citation.quote for citation in answer.citations)


def test_of_two_passages_that_say_the_same_the_one_that_opens_its_article_is_first(
    assistant: Assistant, minilm: Embedder
) -> None:
    said = f"The {marker('bridge')} bridge was closed. "
    put(
        assistant,
        minilm,
        late=story("late", paragraphs=6) + "\n\n" + said * 2,
        lead=said * 2 + "\n\n" + story("lead", paragraphs=6),
    )
    assert first(assistant, f"Was the {marker('bridge')} bridge closed?") == "lead"


def test_every_passage_found_says_how_close_each_of_its_sentences_is(assistant: Assistant, minilm: Embedder) -> None:
    put(assistant, minilm, ferry="The ferry sails at nine. The bridge is shut.")
    (hit,) = assistant.search("When does the ferry sail?", as_of=DAY).hits
    text = hit.stored.passage.text(hit.stored.article)
    said = {text[one.sentence.start : one.sentence.end]: one.closeness for one in hit.sentences}
    asked = minilm.embed_question("When does the ferry sail?")
    for sentence, close in said.items():
        assert close == pytest.approx(float(minilm.embed_question(sentence) @ asked), abs=0.02)
    assert max(said, key=lambda sentence: said[sentence]) == "The ferry sails at nine."


def test_nothing_is_found_in_an_empty_library(assistant: Assistant) -> None:
    assert assistant.search("When does the ferry sail?", as_of=DAY).hits == ()
