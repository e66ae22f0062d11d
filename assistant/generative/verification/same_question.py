"""Checks that the sources of a statement are about what the question asks: its names, its time, its yes or no."""

from collections.abc import Iterator, Sequence

from assistant.extractive.lead import lead_probabilities
from assistant.facts.numbers import Day
from assistant.generative.verification.analysed_passage import AnalysedPassage
from assistant.generative.verification.features import SentenceRef
from assistant.ingest.language.capitalised import capitalised_runs
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.tokens import stem, tokenize
from assistant.logistic import sigmoid
from assistant.questions.question import Question, QuestionKind
from assistant.questions.time_range import DateRange
from assistant.retrieval.fusion import date_range_match

_MIN_DATE_MATCH = 0.02  # about four months outside the time that the question names
_MIN_PROBABILITY = 0.8
_MIN_REPEATED = 0.6  # of the question's content words
_NEGATIVE_WORDS = ENGLISH.negations | ENGLISH.negative_words


def question_problems(
    statement: str, question: Question, passages: Sequence[AnalysedPassage], supporting: Sequence[SentenceRef]
) -> Iterator[str]:
    """Yields why the sources of a statement do not answer the question, each in a few words.

    Args:
        statement: The statement.
        question: The question.
        passages: The passages that it cites.
        supporting: Their sentences that support it.
    """
    # A text without a title may be an excerpt, which does not name what it is about.
    is_whole = all(passage.article.title.strip() for passage in passages)
    names = capitalised_runs(question.text) if is_whole else []
    if names and not any(_mentions(passage, name) for passage in passages for name in names):
        yield f"its source does not name {' or '.join(' '.join(name) for name in names)}"
    date_range = question.date_range
    if date_range is not None and not any(_is_of_time(passage, date_range) for passage in passages):
        yield "its source is of another time than the question"
    if question.kind is QuestionKind.YES_NO and not question.asks_for_overview and supporting:
        yield from _wrong_yes_or_no(statement, question, passages, supporting)


def answer_probability(
    question: Question | None, passages: Sequence[AnalysedPassage], supporting: Sequence[SentenceRef]
) -> float:
    """Returns the QA model's probability that one of the supporting sentences answers; 1 if there is no question that one sentence answers."""
    if question is None or question.asks_for_overview:
        return 1.0
    logits = (passages[passage].judge(question.text, sentence).answer_logit for passage, sentence in supporting)
    return max(map(sigmoid, logits), default=0.0)


def _mentions(passage: AnalysedPassage, name: tuple[str, ...]) -> bool:
    return len(passage.names_in_article.missing(name)) < len(name)


def _is_of_time(passage: AnalysedPassage, date_range: DateRange) -> bool:
    """Checks whether an article was published near a time, or the passage names the time."""
    published = passage.article.published
    if date_range_match(published.date() if published else None, date_range) >= _MIN_DATE_MATCH:
        return True
    years = {date_range.first.year, date_range.last.year}
    quantities = passage.all_words.quantities
    named = {day.year for day in quantities.days if day != _published_day(passage)}
    return bool(years & (named | {int(number.value) for number in quantities.numbers}))


def _published_day(passage: AnalysedPassage) -> Day | None:
    published = passage.article.published
    return Day(published.year, published.month, published.day) if published else None


def _wrong_yes_or_no(
    statement: str, question: Question, passages: Sequence[AnalysedPassage], supporting: Sequence[SentenceRef]
) -> Iterator[str]:
    """Yields that the source that answers best says no where the statement affirms the question, or yes where it says no."""
    judgements = [passages[passage].judge(question.text, sentence) for passage, sentence in supporting]
    best = max(judgements, key=lambda judgement: judgement.answer_logit)
    probabilities = lead_probabilities(best)
    words = tokenize(statement)
    says_no = words[:1] == ["no"]
    affirms = not says_no and not any(word in _NEGATIVE_WORDS or word.endswith(("n't", "n’t")) for word in words)
    if probabilities["no"] >= _MIN_PROBABILITY and affirms and _repeats(question, words):
        yield "its source says no"
    if probabilities["yes"] >= _MIN_PROBABILITY and says_no:
        yield "its source says yes"


def _repeats(question: Question, words: Sequence[str]) -> bool:
    """Checks whether a statement begins with yes or repeats most of the question."""
    if words[:1] == ["yes"]:
        return True
    statement_stems = {stem(word) for word in words}
    return len(question.stems & statement_stems) >= _MIN_REPEATED * len(question.stems)
