"""Which sentences of the evidence answer a question, and how likely it is that any does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers.answer import Evidence, Hit
from assistant.extractive.features import (
    SentenceFeatures,
    SentenceWeights,
    TermWeights,
    answer_type_match,
    fraction_shared,
    new_names,
    stems_of,
)
from assistant.ingest.language.sentences import Sentence, story_start
from assistant.logistic import logit
from assistant.questions.question import Question
from assistant.questions.time_range import question_date_range
from assistant.retrieval.fusion import date_range_match

_OPENS_WITH_PRONOUN = re.compile(
    r"[\"'“‘(]*(?:he|she|it|they|his|her|its|their|this|these|those|that)\b", re.IGNORECASE
)
_ALL_BUT_ROUNDING = 0.999
_LEAD_CHARS = 400  # the first two or three sentences


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence of the evidence with what was measured about it.

    Attributes:
        hit: The passage it stands in.
        start: Its first character in the article's text.
        end: One past its last character.
        quoted_from: Where a quote of it begins: earlier than it, if it opens with a pronoun and the sentence before says who is meant.
        before: The sentence before it in its passage, as characters of the article's text; None where there is none, or it is a heading.
        is_heading: It is a heading.
        features: What was measured.
        date_range_match: How well its article's day fits the time that the question names, from 0 to 1; 1 where it names none.
        score: Compares it with the other sentences for the same question; the larger, the better.
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
        """Whether quotes of the two would share characters."""
        same = self.hit.stored.article.id == other.hit.stored.article.id
        return same and self.quoted_from < other.end and other.quoted_from < self.end

    @property
    def text(self) -> str:
        """Its words: a slice of the article."""
        return self.hit.stored.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: Hit
    start: int
    end: int
    quoted_from: int
    before: tuple[int, int] | None
    is_heading: bool
    date_range_match: float
    closeness: float
    stems: frozenset[str]
    context: frozenset[str]
    title: frozenset[str]


def rank_sentences(
    question: Question, evidence: Evidence, words: TermWeights, weights: SentenceWeights
) -> list[RankedSentence]:
    """The sentences of the evidence, the likeliest first; each stands once, however many passages hold it."""
    best = max((logit(hit.score) for hit in evidence.hits), default=0.0)
    ranked = []
    for one in _candidates(question, evidence):
        features = _features(question, one, words, best)
        score = features.weighted(weights)
        ranked.append(
            RankedSentence(
                one.hit,
                one.start,
                one.end,
                one.quoted_from,
                one.before,
                one.is_heading,
                features,
                one.date_range_match,
                score,
            )
        )
    return sorted(ranked, key=lambda sentence: -sentence.score)


def _candidates(question: Question, evidence: Evidence) -> list[_Candidate]:
    found: dict[tuple[str, int], _Candidate] = {}
    asked = question_date_range(question.text, question.as_of)
    for hit in evidence.hits:
        article, passage = hit.stored.article, hit.stored.passage
        text = passage.text(article)
        sentences = [one.sentence for one in hit.sentences]
        stems = [stems_of(text[one.start : one.end]) for one in sentences]
        title = stems_of(article.title)
        fit = date_range_match(article.published.date() if article.published else None, asked)
        for index, one in enumerate(sentences):
            if one.is_question:
                continue
            start = story_start(text, one)
            context = title.union(*stems[max(0, index - 1) : index + 2], _heading_stems(sentences, stems, index))
            candidate = _Candidate(
                hit,
                passage.start + start,
                passage.start + one.end,
                passage.start + _quoted_from(text, sentences, index, start),
                _before(passage.start, sentences, index),
                one.is_heading,
                fit,
                hit.sentences[index].closeness,
                stems[index],
                context,
                title,
            )
            found.setdefault((article.id, candidate.start), candidate)
    return list(found.values())


def _quoted_from(text: str, sentences: Sequence[Sentence], index: int, start: int) -> int:
    """The start of the sentence before, where this one opens with a pronoun that it explains."""
    if index == 0 or not _OPENS_WITH_PRONOUN.match(text, start):
        return start
    before = sentences[index - 1]
    if before.is_heading or before.is_question or _OPENS_WITH_PRONOUN.match(text, before.start):
        return start
    return story_start(text, before)


def _before(passage_start: int, sentences: Sequence[Sentence], index: int) -> tuple[int, int] | None:
    """The sentence before, as characters of the article."""
    if index == 0 or sentences[index - 1].is_heading:
        return None
    return passage_start + sentences[index - 1].start, passage_start + sentences[index - 1].end


def _heading_stems(sentences: Sequence[Sentence], stems: Sequence[frozenset[str]], index: int) -> frozenset[str]:
    """Of the heading that a sentence stands under, as far as its passage shows."""
    for earlier in range(index - 1, -1, -1):
        if sentences[earlier].is_heading:
            return stems[earlier]
    return frozenset()


def _features(question: Question, one: _Candidate, words: TermWeights, best_passage: float) -> SentenceFeatures:
    article = one.hit.stored.article
    text = article.text[one.start : one.end]
    coverage = words.coverage(one.stems)
    return SentenceFeatures(
        closeness=max(0.0, one.closeness),
        coverage=coverage,
        complete=float(coverage > _ALL_BUT_ROUNDING),
        context_coverage=words.coverage(one.context),
        kind=answer_type_match(question, text),
        passage=logit(one.hit.score) - best_passage,
        headline=coverage * fraction_shared(one.title - question.stems, one.stems),
        lead=coverage * (article.published is not None and one.start < _LEAD_CHARS),
        new_names=new_names(question, text),
    )


def similar_words(one: str, other: str) -> float:
    """The share of common content words (Jaccard), from 0 to 1."""
    a, b = stems_of(one), stems_of(other)
    return len(a & b) / len(a | b) if a | b else 0.0


def shared_words(one: str, other: str) -> float:
    """The share of the content words of the shorter text that the other has too, from 0 to 1."""
    a, b = stems_of(one), stems_of(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
