"""Answers with entries from several articles: the latest, a timeline, a summary, a list, a comparison."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.extractive.forms.event_days import event_day
from assistant.extractive.forms.form_answer import quote_sentence
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.text_overlap import article_stems, fraction_shared, unique_stems, word_containment
from assistant.ingest.language.capitalised import capitalised_stems
from assistant.prompts.wording import long_date
from assistant.questions.form import QuestionForm
from assistant.questions.question import Question

_MAX_LATEST = 4
_MAX_SUMMARY = 4
_MAX_TIMELINE = 7
_MAX_LIST = 5
_MAX_COMPARISON = 2
_MAX_SCORE_GAP = 7.0  # below the best sentence
_MAX_TIMELINE_GAP = 10.0  # a timeline is complete rather than short
_MIN_LIST_LOGIT = 0.5  # of the QA model; below, a sentence does not name a member
_MAX_NEWEST_GAP = 4.0  # of the best sentence of the newest article
_MAX_OVERLAP = 0.5  # share of the shorter sentence's words
_OPENING_CHARS = 500  # of an article, which say what is new
_OPENING_WEIGHT = 3.0
_NUMBER_WEIGHT = 1.5  # what can be counted or dated is news
_NEWEST_WEIGHT = 4.0  # of the newest article in a summary
_MAX_PER_ARTICLE = 2
_MIN_TOPIC_SHARE = 0.75  # of the largest share of the question's words that an article has
_COMPARED_FOR_NEWEST = 20  # of the best sentences
_AGE_WEIGHT = 1.5  # for the logarithm of the age in days


_NUMBER = re.compile(r"\d")
_LIST_LINES = re.compile(r"(?:[^\S\n]*\n\s*\S[^\n]{0,59}(?<![.!?”\"])(?=\n)){2,20}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence of an answer with what it is shown under.

    Attributes:
        sentence: The sentence.
        label: A day in words; empty if nothing.
    """

    sentence: RankedSentence
    label: str = ""


Selection = Callable[[SentencePool, Sequence[RankedSentence]], list[Entry]]
"""Takes the sentences of the evidence and those near the best one, best first; returns the entries of a form."""


@dataclass(frozen=True)
class EntriesAnswer:
    """An answer of entries from several articles.

    Attributes:
        pool: The sentences of the evidence.
        select: Selects the entries of the form.
    """

    pool: SentencePool
    select: Selection

    @classmethod
    def of(cls, pool: SentencePool) -> "EntriesAnswer | None":
        """Returns the answer if the question asks for entries and a sentence can be one; else None."""
        select = _SELECTIONS.get(pool.question.form)
        return cls(pool, select) if select is not None and any(map(_is_statement, pool.ranked)) else None

    @cached_property
    def statements(self) -> Sequence[RankedSentence]:
        """The sentences that can be entries; if a follow-up asks about something within its topic, those that mention it."""
        statements = [_with_its_list(sentence) for sentence in self.sentences if _is_statement(sentence)]
        asked = self.pool.question.added_stems if self.pool.question.asks_for_overview else frozenset()
        return [sentence for sentence in statements if not asked or asked & unique_stems(sentence.text)]

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """See `FormAnswer.sentences`."""
        return self.pool.reranked

    @property
    def confidence(self) -> float:
        """See `FormAnswer.confidence`."""
        return self.pool.confidence if self.statements else 0.0

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        best = max(sentence.score for sentence in self.statements)
        gap = _MAX_TIMELINE_GAP if self.pool.question.form is QuestionForm.TIMELINE else _MAX_SCORE_GAP
        near = [sentence for sentence in self.statements if sentence.score >= best - gap]
        entries = self.select(self.pool, sorted(near, key=lambda sentence: -sentence.score))
        for number, entry in enumerate(entries, 1):
            yield quote_sentence(number, entry.sentence, self.pool.sentence_confidence(entry.sentence), entry.label)
        yield Conclusion(None, None)


def _latest(pool: SentencePool, near: Sequence[RankedSentence]) -> list[Entry]:
    """Returns sentences of the newest article about the topic, then of earlier ones, each with its day."""
    near = _of_articles_about(pool.question, near)
    newest = max(
        (_published(sentence) for sentence in near if sentence.score >= near[0].score - _MAX_NEWEST_GAP),
        default=date.min,
    )
    by_age = sorted(
        near, key=lambda sentence: _AGE_WEIGHT * math.log1p(_days_between(sentence, newest)) - _news_score(sentence)
    )
    leads = [sentence for sentence in by_age if _published(sentence) >= newest]
    others = [sentence for sentence in by_age if _published(sentence) < newest]
    selected = _diverse([*leads[:2], *sorted([*leads[2:], *others], key=by_age.index)], _MAX_LATEST)
    ordered = sorted(selected, key=_published, reverse=True)
    return [Entry(sentence, _day_label(_published(sentence))) for sentence in ordered]


def _of_articles_about(question: Question, sentences: Sequence[RankedSentence]) -> list[RankedSentence]:
    """Returns the sentences of the articles that have about as many words of a question as the one with most of them."""
    articles = {sentence.hit.article.id: sentence.hit.article for sentence in sentences}
    shares = {
        article.id: fraction_shared(question.stems, article_stems(article, question.language))
        for article in articles.values()
    }
    lowest = _MIN_TOPIC_SHARE * max(shares.values())
    return [sentence for sentence in sentences if shares[sentence.hit.article.id] >= lowest]


def _timeline(_pool: SentencePool, near: Sequence[RankedSentence]) -> list[Entry]:
    """Returns one sentence for each day, the oldest first."""
    by_day: dict[date, RankedSentence] = {}
    for sentence in near:
        day = event_day(sentence.text, _published(sentence))
        if all(not _repeats(sentence, other) for other in by_day.values()):
            by_day.setdefault(day, sentence)
        if len(by_day) == _MAX_TIMELINE:
            break
    return [Entry(sentence, _day_label(day)) for day, sentence in sorted(by_day.items())]


def _summary(_pool: SentencePool, near: Sequence[RankedSentence]) -> list[Entry]:
    """Returns the central sentences of several articles, the newest among them, each with words that the others do not have."""
    newest = max(_published(sentence) for sentence in near[:_COMPARED_FOR_NEWEST])
    by_news = sorted(
        near,
        key=lambda sentence: -_news_score(sentence) - _NEWEST_WEIGHT * (_published(sentence) == newest),
    )
    return [Entry(sentence) for sentence in _diverse(by_news, _MAX_SUMMARY)]


def _list(pool: SentencePool, near: Sequence[RankedSentence]) -> list[Entry]:
    """Returns the best sentence, and those in which the QA model finds members that the sentences before do not name."""
    selected = [near[0]]
    named = set(pool.question.stems | capitalised_stems(near[0].text))
    for candidate in pool.reranker.judge_best(near)[1:]:
        sentence, judgement = candidate.sentence, candidate.judgement
        if judgement.span is None or judgement.answer_logit < _MIN_LIST_LOGIT:
            continue
        members = unique_stems(sentence.text[slice(*judgement.span)]) & capitalised_stems(sentence.text) - named
        if members and not any(_repeats(sentence, other) for other in selected):
            selected.append(sentence)
            named |= members
        if len(selected) == _MAX_LIST:
            break
    return [Entry(sentence) for sentence in selected]


def _comparison(pool: SentencePool, near: Sequence[RankedSentence]) -> list[Entry]:
    """Returns the best sentence, and the one that has most of the question's words that it lacks."""
    first = near[0]
    missing = pool.question.stems - unique_stems(first.text)
    others = [sentence for sentence in near[1:] if not _repeats(sentence, first)]
    if others:
        second = max(others, key=lambda sentence: _share(missing, sentence) * _MAX_SCORE_GAP + sentence.score)
        return [Entry(first), Entry(second)][:_MAX_COMPARISON]
    return [Entry(first)]


def _is_statement(sentence: RankedSentence) -> bool:
    """Checks whether a sentence says something by itself: it is no heading, and announces no list that is not there."""
    return not sentence.is_heading and not _with_its_list(sentence).text.endswith(":")


def _with_its_list(sentence: RankedSentence) -> RankedSentence:
    """Extends a sentence that ends with a colon by the short lines below it."""
    text = sentence.hit.article.text
    if not sentence.text.endswith(":"):
        return sentence
    lines = _LIST_LINES.match(text, sentence.end)
    return sentence if lines is None else replace(sentence, end=lines.end())


_SELECTIONS: dict[QuestionForm, Selection] = {
    QuestionForm.LATEST: _latest,
    QuestionForm.TIMELINE: _timeline,
    QuestionForm.SUMMARY: _summary,
    QuestionForm.LIST: _list,
    QuestionForm.COMPARISON: _comparison,
}


def _diverse(candidates: Sequence[RankedSentence], limit: int) -> list[RankedSentence]:
    """Returns the first candidates that repeat no other, only a few of each article."""
    selected: list[RankedSentence] = []
    for candidate in candidates:
        of_article = sum(other.hit.article.id == candidate.hit.article.id for other in selected)
        if of_article < _MAX_PER_ARTICLE and not any(_repeats(candidate, other) for other in selected):
            selected.append(candidate)
        if len(selected) == limit:
            break
    return selected


def _news_score(sentence: RankedSentence) -> float:
    """Returns the score of a sentence; what an article says first, and what has a number, counts more."""
    opens = sentence.start < _OPENING_CHARS
    return sentence.score + _OPENING_WEIGHT * opens + _NUMBER_WEIGHT * bool(_NUMBER.search(sentence.text))


def _share(stems: frozenset[str], sentence: RankedSentence) -> float:
    return fraction_shared(stems, unique_stems(sentence.text))


def _repeats(sentence: RankedSentence, other: RankedSentence) -> bool:
    return sentence.overlaps(other) or word_containment(sentence.text, other.text) >= _MAX_OVERLAP


def _published(sentence: RankedSentence) -> date:
    published = sentence.hit.article.published
    return published.date() if published else date.min


def _days_between(sentence: RankedSentence, newest: date) -> int:
    return max(0, (newest - _published(sentence)).days)


def _day_label(day: date) -> str:
    return long_date(day) if day > date.min else ""
