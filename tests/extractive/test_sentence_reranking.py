"""How sure the assistant is: what is asked for has to be there, not only what it is about."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.extractive.answerer import RankedEvidence
from assistant.extractive.features import TermWeights
from assistant.extractive.fitted_weights import ANSWER_THRESHOLD
from assistant.extractive.sentence_reranking import late_interaction_score, token_weights
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.embedders.minilm import MiniLMEmbedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.questions.question import parse_question

DAY = date(2026, 5, 20)
TEXT = (
    "The council of Ashby met on Tuesday evening in the town hall. Dorothea Quill was elected mayor of Ashby by eleven votes to four. "
    "The harbour bridge was closed for repairs in March."
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("close") / "library", embedder=minilm) as opened:
        drafted = ParsedArticle(TEXT, title="Ashby council", id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
        ingest(opened.library, [ReadArticle(drafted, "/invented/one")], lambda: minilm)
        yield opened


def matched(minilm: MiniLMEmbedder, question: str, text: str) -> float:
    asked, read = minilm.token_vectors([question, text])
    words = TermWeights(parse_question(question, DAY), {}, 100)
    return late_interaction_score(asked, read, token_weights(question, asked, words))


@pytest.mark.parametrize(
    ("answerable", "other"),
    [
        ("Who was elected mayor of Ashby?", "Who was elected treasurer of Ashby?"),
        ("Who was elected mayor of Ashby?", "Who was elected mayor of Ferrow?"),
        ("Who was elected mayor of Ashby?", "Who was not elected mayor of Ashby?"),
        ("When was the harbour bridge closed?", "When was the harbour bridge painted?"),
    ],
)
def test_a_question_with_one_word_exchanged_is_answered_with_less_confidence(
    assistant: Assistant, answerable: str, other: str
) -> None:
    sure, unsure = (assistant.ask(question, as_of=DAY).confidence for question in (answerable, other))
    assert unsure < sure - 0.05


def test_a_sentence_matches_itself_wholly_and_nothing_matches_an_empty_text(minilm: MiniLMEmbedder) -> None:
    assert matched(minilm, "Who chairs the council?", "Who chairs the council?") == pytest.approx(1, abs=1e-3)
    assert matched(minilm, "Who chairs the council?", "") == 0


def test_a_match_of_a_rare_word_counts_more_than_one_of_a_common_word(minilm: MiniLMEmbedder) -> None:
    question = "Does Quill sail?"
    asked = minilm.token_vectors([question])[0]
    weights = token_weights(question, asked, TermWeights(parse_question(question, DAY), {"sail": 90}, 100))
    by_word = {question[slice(*span)].lower(): weight for span, weight in zip(asked.spans, weights, strict=True)}
    assert by_word["sail"] > 0
    assert by_word["does"] == by_word["?"] == 0
    assert max(by_word, key=by_word.__getitem__) in "quill"


def test_tokens_come_with_the_characters_that_they_stand_for(minilm: MiniLMEmbedder) -> None:
    text = "Dorothea Quill, mayor"
    tokens = minilm.token_vectors([text])[0]
    assert "".join(text[start:end] for start, end in tokens.spans) == text.replace(" ", "")
    assert np.allclose(np.linalg.norm(tokens.vectors, axis=1), 1, atol=1e-5)


def test_an_embedder_of_ones_own_still_gets_confident_answers(tmp_path: Path) -> None:
    from invented import quick_assistant

    with quick_assistant(tmp_path / "library") as opened:
        drafted = ParsedArticle(TEXT, title="Ashby council", id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
        ingest(opened.library, [ReadArticle(drafted, "/invented/one")], opened._embedder)
        sure = opened.ask("Who was elected mayor of Ashby?", as_of=DAY).confidence
        assert sure > opened.ask("Who was elected mayor of Ferrow?", as_of=DAY).confidence


def test_the_reader_judges_who_when_and_where_but_not_yes_or_no(assistant: Assistant) -> None:
    def read(question: str) -> RankedEvidence:
        return assistant.extractive.read(parse_question(question, DAY), assistant.search(question, as_of=DAY))

    asked = read("Who was elected mayor of Ashby?")
    best, *others = asked.close.answers(asked.ranked)
    assert best > 0 > min(others)
    assert "Dorothea Quill" in asked.ranked[0].text
    unasked = read("Was Dorothea Quill elected mayor of Ashby?")
    assert unasked.close.answers(unasked.ranked) == []
    assert unasked.confidence > ANSWER_THRESHOLD
