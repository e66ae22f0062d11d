"""Confidence: a sentence has to contain what is asked for, not only be about the same topic."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from invented import WordHashEmbedder, quick_assistant

from assistant import Assistant
from assistant.answers.answerer import CitedStatement
from assistant.extractive.answer_weights import PACKAGED_WEIGHTS
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.extractive.features import TermWeights
from assistant.extractive.fitted_weights import ANSWER_THRESHOLD
from assistant.extractive.late_interaction import late_interaction_score, token_weights
from assistant.extractive.qa_model import QAModel
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
        article = ParsedArticle(TEXT, title="Ashby council", id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
        ingest(opened.library, [ReadArticle(article, "/invented/one")], lambda: minilm)
        yield opened


def interaction_score(minilm: MiniLMEmbedder, question: str, text: str) -> float:
    question_tokens, text_tokens = minilm.token_vectors([question, text])
    weights = token_weights(question, question_tokens, TermWeights(parse_question(question, DAY), {}, 100))
    return late_interaction_score(question_tokens, text_tokens, weights)


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
    confidence, other_confidence = (assistant.ask(question, as_of=DAY).confidence for question in (answerable, other))
    assert other_confidence < confidence - 0.05


def test_who_somebody_is_is_answered_with_what_the_articles_tell(tmp_path: Path, minilm: Embedder) -> None:
    text = "Bo\u017cena W\u00f3jcik has won the race for mayor of Ashby, ahead of \u0141ukasz \u017babi\u0144ski, the office said."
    with Assistant.open(tmp_path / "library", embedder=minilm) as assistant:
        article = ParsedArticle(text, title="A new mayor", id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
        ingest(assistant.library, [ReadArticle(article, "/invented/one")], lambda: minilm)
        for question in ("who is Lukasz Zabinski", "Who is \u0141ukasz \u017babi\u0144ski?"):
            answer = assistant.ask(question, as_of=DAY)
            assert "ahead of" in answer.statements[0].text
            assert answer.short_answer is None
        assert assistant.ask("Who is Jan Kowalski?", as_of=DAY).status == "not_found"


def test_a_name_of_the_question_does_not_answer_it(assistant: Assistant) -> None:
    assert assistant.ask("Who was mayor of Ashby before Dorothea Quill?", as_of=DAY).status == "not_found"
    answer = assistant.ask("Who was elected mayor of Ashby?", as_of=DAY)
    assert answer.short_answer is not None
    assert answer.short_answer.text == "Dorothea Quill"


def test_who_did_the_opposite_does_not_answer(tmp_path: Path, minilm: Embedder) -> None:
    text = (
        "The town council closed the harbour bridge of Skerry on Tuesday, four hours after inspectors had found cracks."
    )
    with Assistant.open(tmp_path / "library", embedder=minilm) as assistant:
        article = ParsedArticle(text, title="Skerry bridge", id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
        ingest(assistant.library, [ReadArticle(article, "/invented/one")], lambda: minilm)
        assert assistant.ask("Who opened the harbour bridge of Skerry?", as_of=DAY).short_answer is None
        assert assistant.ask("Who closed the harbour bridge of Skerry?", as_of=DAY).short_answer is not None


def test_a_sentence_matches_itself_fully_and_an_empty_text_matches_nothing(minilm: MiniLMEmbedder) -> None:
    assert interaction_score(minilm, "Who chairs the council?", "Who chairs the council?") == pytest.approx(1, abs=1e-3)
    assert interaction_score(minilm, "Who chairs the council?", "") == 0


def test_a_match_of_a_rare_word_counts_more_than_one_of_a_common_word(minilm: MiniLMEmbedder) -> None:
    question = "Does Quill sail?"
    tokens = minilm.token_vectors([question])[0]
    weights = token_weights(question, tokens, TermWeights(parse_question(question, DAY), {"sail": 90}, 100))
    by_word = {question[slice(*span)].lower(): weight for span, weight in zip(tokens.spans, weights, strict=True)}
    assert by_word["sail"] > 0
    assert by_word["does"] == by_word["?"] == 0
    assert max(by_word, key=by_word.__getitem__) in "quill"


def test_tokens_come_with_their_characters(minilm: MiniLMEmbedder) -> None:
    text = "Dorothea Quill, mayor"
    tokens = minilm.token_vectors([text])[0]
    assert "".join(text[start:end] for start, end in tokens.spans) == text.replace(" ", "")
    assert np.allclose(np.linalg.norm(tokens.vectors, axis=1), 1, atol=1e-5)


def test_a_custom_embedder_still_gets_confident_answers(tmp_path: Path) -> None:
    with quick_assistant(tmp_path / "library") as opened:
        article = ParsedArticle(TEXT, title="Ashby council", id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
        ingest(opened.library, [ReadArticle(article, "/invented/one")], WordHashEmbedder)
        confidence = opened.ask("Who was elected mayor of Ashby?", as_of=DAY).confidence
        assert confidence > opened.ask("Who was elected mayor of Ferrow?", as_of=DAY).confidence


def test_the_qa_model_orders_the_sentences_of_every_kind_of_question(assistant: Assistant) -> None:
    for question in ("Who was elected mayor of Ashby?", "Was Dorothea Quill elected mayor of Ashby?"):
        evidence = assistant.extractive.rank(parse_question(question, DAY), assistant.search(question, as_of=DAY))
        best, *others = evidence.reranker.judge(evidence.sentences)
        assert best.answer_logit > max(judgement.answer_logit for judgement in others)
        assert "Dorothea Quill" in evidence.sentences[0].text
        assert evidence.confidence > ANSWER_THRESHOLD


def test_an_overview_does_not_wait_for_the_qa_model(assistant: Assistant, minilm: MiniLMEmbedder) -> None:
    def fail() -> QAModel:
        raise AssertionError("the QA model was asked")

    question = parse_question("What happened at the council of Ashby?", DAY)
    evidence = assistant.search(question.text, as_of=DAY)
    answerer = ExtractiveAnswerer(assistant.library, lambda: minilm, fail, lambda: PACKAGED_WEIGHTS)
    statements = [part for part in answerer.answer(question, evidence) if isinstance(part, CitedStatement)]
    assert statements
    expected = assistant.ask(question.text, as_of=DAY).statements
    assert [part.statement.text for part in statements] == [statement.text for statement in expected]
