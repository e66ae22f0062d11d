"""The form of an answer: the short answer or the lead first, only sentences that add something, and helpful refusals."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from assistant import Assistant
from assistant.extractive.lead import confidence_with_lead, find_lead, pooled_probabilities
from assistant.extractive.qa_model import Judgement
from assistant.extractive.sentence_reranking import JudgedSentence
from assistant.extractive.short_answer import find_short_answer
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.questions.question import parse_question

DAY = date(2026, 5, 20)
TEXT = (
    "The council of Ashby met on Tuesday evening in the town hall. Dorothea Quill was elected mayor of Ashby by eleven votes to four. "
    "The harbour bridge was closed for repairs in March. Senator Marlow said that she would not run again in the autumn. "
    "The old mill was opened in 1931 and last examined in 2019."
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: Embedder) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("form") / "library", embedder=minilm) as opened:
        article = ParsedArticle(TEXT, title="Ashby council", id="one", published=datetime(2026, 5, 19, tzinfo=UTC))
        ingest(opened.library, [ReadArticle(article, "/invented/one")], lambda: minilm)
        yield opened


def judged(yes: float, no: float, undecided: float, answer_logit: float = 0.0) -> JudgedSentence:
    judgement = Judgement(answer_logit, None, 0.0, (yes, no, undecided))
    return JudgedSentence(None, judgement)  # type: ignore[arg-type]  # the sentence plays no part in the lead


def test_the_first_line_is_the_short_answer_with_its_citation(assistant: Assistant) -> None:
    answer = assistant.ask("Who was elected mayor of Ashby?", as_of=DAY)
    short = answer.short_answer
    assert short is not None
    assert short.text == "Dorothea Quill"
    assert answer.text.startswith("Dorothea Quill [1]\n")
    citation = next(citation for citation in answer.citations if citation.number == short.citation)
    assert citation.quote[short.start : short.end] == short.text


def test_a_refusal_shows_the_nearest_statement_and_says_that_it_is_no_answer(assistant: Assistant) -> None:
    answer = assistant.ask("How much does Senator Marlow earn?", as_of=DAY)
    assert answer.status == "not_found"
    assert answer.statements == ()
    assert answer.nearest is not None
    assert "Marlow" in answer.nearest.quote
    assert answer.nearest.quote == TEXT[answer.nearest.start : answer.nearest.end]
    assert answer.text.startswith("The articles do not say.")
    assert "which is not an answer" in answer.text


def test_a_question_about_something_else_has_no_nearest_statement(assistant: Assistant) -> None:
    assert assistant.ask("What is the boiling point of tungsten?", as_of=DAY).nearest is None


def test_a_past_event_is_no_answer_to_a_question_about_the_present(assistant: Assistant) -> None:
    assert assistant.ask("Is the old mill open?", as_of=DAY).lead != "yes"


def test_one_fact_takes_one_sentence(assistant: Assistant) -> None:
    assert len(assistant.ask("Who was elected mayor of Ashby?", as_of=DAY).statements) == 1


def test_the_sentences_that_answer_decide_yes_or_no() -> None:
    question = parse_question("Did the council approve it?", DAY)
    assert find_lead(question, [], [judged(4, 0, 0, answer_logit=3), judged(0, 4, 0, answer_logit=-3)]) == "yes"
    assert find_lead(question, [], [judged(0, 4, 0, answer_logit=3), judged(4, 0, 0, answer_logit=-3)]) == "no"
    assert find_lead(question, [], [judged(0, 0, 4)]) == "undecided"
    assert find_lead(question, [], [judged(1, 1, 1)]) is None
    assert find_lead(parse_question("Who approved it?", DAY), [], [judged(4, 0, 0)]) is None


def test_no_needs_a_word_that_can_deny() -> None:
    question, says_no = parse_question("Is there a boat for the pupils?", DAY), [judged(0, 4, 0)]
    assert find_lead(question, ["The school boat missed a single morning."], says_no) is None
    assert find_lead(question, ["The school boat was never built."], says_no) == "no"


def test_a_yes_or_no_question_without_either_needs_more_confidence() -> None:
    question = parse_question("Did the council approve the budget?", DAY)
    assert confidence_with_lead(0.5, question, "yes") == 0.5
    assert confidence_with_lead(0.5, question, None) < 0.5
    assert confidence_with_lead(0.5, parse_question("Who approved it?", DAY), None) == 0.5


def test_the_probabilities_of_a_lead_sum_to_one() -> None:
    assert sum(pooled_probabilities([judged(1, 2, 3, 2.0), judged(3, 1, 0, -2.0)])) == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "sentence", "words", "expected"),
    [
        ("How much did the repairs cost?", "They cost 3.1 million euros.", "3.1 million euros", "3.1 million euros"),
        ("How much did the repairs cost?", "They cost more than planned.", "more than planned", None),
        ("Who chairs the board?", "The board is chaired by Quill.", "Quill", "Quill"),
        ("When was it closed?", "It was closed by the council.", "by the council", None),
    ],
)
def test_a_short_answer_has_the_content_that_is_asked_for(
    question: str, sentence: str, words: str, expected: str | None
) -> None:
    start = sentence.index(words)
    judgement = Judgement(3.0, (start, start + len(words)), 3.0, (0.0, 0.0, 0.0))
    span = find_short_answer(parse_question(question, DAY), sentence, judgement)
    assert (span and sentence[slice(*span)]) == expected
