"""Ranks the sentences of the evidence by how likely they answer a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answers.answer import Evidence, Hit
from assistant.extractive.features import (
    SentenceFeatures,
    SentenceWeights,
    TermWeights,
    answer_type_match,
    new_names,
)
from assistant.extractive.text_overlap import fraction_shared, unique_stems
from assistant.facts.event_days import is_about_day
from assistant.ingest.language.sentences import Sentence, story_start
from assistant.logistic import logit
from assistant.questions.question import Question
from assistant.questions.time_range import DateRange
from assistant.retrieval.fusion import date_range_match

_FULL_COVERAGE = 0.999  # a sum of weights may be a little below 1
_LEAD_CHARS = 400  # the first two or three sentences


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence of the evidence with its features and score.

    Attributes:
        hit: The passage that contains it.
        start: Its first character in the article's text.
        end: One past its last character.
        quoted_from: Where a quote of it begins. A sentence that opens with a pronoun is quoted with the sentence before it.
        before: The sentence before it in its passage, as characters of the article's text; None if there is none, or it is a heading.
        is_heading: Whether it is a heading.
        features: Its features.
        date_range_match: How well its article's date fits the time that the question names, from 0 to 1; 1 if it names none.
        score: The score among the sentences for the same question; higher is better.
    """

    hit: Hit
    start: int
    end: int
    quoted_from: int
    before: tuple[int, int] | None
    is_heading: bool
    features: SentenceFeatures
    date_range_match: float
    score: float

    def overlaps(self, other: "RankedSentence") -> bool:
        """Checks whether quotes of the two sentences would share characters."""
        same_article = self.hit.article.id == other.hit.article.id
        return same_article and self.quoted_from < other.end and other.quoted_from < self.end

    @property
    def text(self) -> str:
        """The sentence itself: a slice of the article."""
        return self.hit.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence of the evidence before it is scored; the stems are those of the sentence, its context and the article's title."""

    hit: Hit
    start: int
    end: int
    quoted_from: int
    before: tuple[int, int] | None
    is_heading: bool
    date_range_match: float
    closeness: float
    stems: frozenset[str]
    context_stems: frozenset[str]
    title_stems: frozenset[str]


def rank_sentences(
    question: Question, evidence: Evidence, term_weights: TermWeights, weights: SentenceWeights
) -> list[RankedSentence]:
    """Ranks the sentences of the evidence, best first; a sentence in several passages is ranked once."""
    best_passage = max((logit(hit.score) for hit in evidence.hits), default=0.0)
    ranked = []
    for candidate in _candidates(question, evidence):
        features = _features(question, candidate, term_weights, best_passage)
        ranked.append(
            RankedSentence(
                candidate.hit,
                candidate.start,
                candidate.end,
                candidate.quoted_from,
                candidate.before,
                candidate.is_heading,
                features,
                candidate.date_range_match,
                features.weighted(weights),
            )
        )
    return sorted(ranked, key=lambda sentence: -sentence.score)


def _candidates(question: Question, evidence: Evidence) -> list[_Candidate]:
    """Collects the sentences of the evidence that may be quoted, each once; for an overview of some days, only those about these days."""
    candidates: dict[tuple[str, int], _Candidate] = {}
    date_range = question.date_range
    named = date_range if date_range and date_range.is_named and question.asks_for_overview else None
    for hit in evidence.hits:
        article = hit.article
        text = hit.text
        sentences = [scored.sentence for scored in hit.sentences]
        stems = [unique_stems(text[sentence.start : sentence.end], question.language) for sentence in sentences]
        title_stems = unique_stems(article.title, question.language)
        published = article.published.date() if article.published else None
        range_match = date_range_match(published, date_range)
        for index, sentence in enumerate(sentences):
            if not sentence.is_quotable:
                continue
            if named and not _is_about(text[sentence.start : sentence.end], published, named):
                continue
            start = story_start(text, sentence)
            neighbours = stems[max(0, index - 1) : index + 2]
            candidate = _Candidate(
                hit,
                hit.passage.start + start,
                hit.passage.start + sentence.end,
                hit.passage.start + _quote_start(text, sentences, index, start, question.language.opening_pronouns),
                _sentence_before(hit.passage.start, sentences, index),
                sentence.is_heading,
                range_match,
                hit.sentences[index].closeness,
                stems[index],
                title_stems.union(*neighbours, _heading_stems(sentences, stems, index)),
                title_stems,
            )
            candidates.setdefault((article.id, candidate.start), candidate)
    return list(candidates.values())


def _is_about(sentence: str, published: date | None, days: DateRange) -> bool:
    """Checks whether a sentence is about the days that a question names."""
    if days.only_day is not None:
        return is_about_day(sentence, published, days.only_day)
    return published is not None and days.contains(published)


def _quote_start(text: str, sentences: Sequence[Sentence], index: int, start: int, pronouns: re.Pattern[str]) -> int:
    """Returns where the quote of a sentence starts: at the sentence before if it opens with a pronoun that this one explains."""
    if index == 0 or not pronouns.match(text, start):
        return start
    before = sentences[index - 1]
    if before.is_heading or not before.is_quotable or pronouns.match(text, before.start):
        return start
    return story_start(text, before)


def _sentence_before(passage_start: int, sentences: Sequence[Sentence], index: int) -> tuple[int, int] | None:
    """Returns the sentence before, as characters of the article; None if there is none, or it is a heading."""
    if index == 0 or sentences[index - 1].is_heading:
        return None
    return passage_start + sentences[index - 1].start, passage_start + sentences[index - 1].end


def _heading_stems(sentences: Sequence[Sentence], stems: Sequence[frozenset[str]], index: int) -> frozenset[str]:
    """Returns the stems of the heading above a sentence, if the passage contains it."""
    for earlier in range(index - 1, -1, -1):
        if sentences[earlier].is_heading:
            return stems[earlier]
    return frozenset()


def _features(
    question: Question, candidate: _Candidate, term_weights: TermWeights, best_passage: float
) -> SentenceFeatures:
    article = candidate.hit.article
    text = article.text[candidate.start : candidate.end]
    coverage = term_weights.coverage(candidate.stems)
    return SentenceFeatures(
        closeness=max(0.0, candidate.closeness),
        coverage=coverage,
        complete=float(coverage > _FULL_COVERAGE),
        context_coverage=term_weights.coverage(candidate.context_stems),
        kind=answer_type_match(question, text),
        passage=logit(candidate.hit.score) - best_passage,
        headline=coverage * fraction_shared(candidate.title_stems - question.stems, candidate.stems),
        lead=coverage * (article.published is not None and candidate.start < _LEAD_CHARS),
        new_names=new_names(question, text),
    )
