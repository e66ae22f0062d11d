"""Answers what publications say, side by side: agreement and difference, each in their own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from assistant.answers.answer import Citation
from assistant.answers.answerer import CitedStatement, Conclusion, ConflictingVersion
from assistant.extractive.disagreement import amounts_conflict, find_disagreement
from assistant.extractive.forms.form_answer import quote_sentence
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.short_answer import CORRECTION, find_amounts, find_times
from assistant.extractive.text_overlap import word_containment
from assistant.facts.numbers import Quantities, read_quantities
from assistant.ingest.language.content_words import content_words
from assistant.prompts.wording import enumeration
from assistant.questions.question import Question
from assistant.questions.source_comparison import SourceComparison

_MAX_QUOTES_ON_TOPIC = 2
_MAX_SCORE_GAP = 4.0  # of a second quote of a publication
_MAX_OVERLAP = 0.5
_MAX_AGREEMENTS = 4

Versions = tuple[ConflictingVersion, ConflictingVersion]


@dataclass(frozen=True)
class BySourceAnswer:
    """What publications say, each with its own quotes.

    Attributes:
        pool: The sentences of the evidence.
        comparison: The publications.
    """

    pool: SentencePool
    comparison: SourceComparison

    @classmethod
    def of(cls, pool: SentencePool) -> "BySourceAnswer | None":
        """Returns the answer if the question names several publications and one of them has an article about it; else None."""
        comparison = pool.question.comparison
        if comparison is None or len(comparison.sources) < 2 or not pool.ranked:
            return None
        return cls(pool, comparison)

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """See `FormAnswer.sentences`."""
        return self.pool.reranked

    @cached_property
    def quotes(self) -> dict[str, list[tuple[RankedSentence, float]]]:
        """The sentences that each publication is quoted with, and how certain they are."""
        return {source.name: self._of_source(source.spellings) for source in self.comparison.sources}

    @property
    def confidence(self) -> float:
        """See `FormAnswer.confidence`."""
        return max((score for quotes in self.quotes.values() for _, score in quotes), default=0.0)

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        citations: dict[str, list[Citation]] = {}
        number = 0
        for name, quotes in self.quotes.items():
            for sentence, confidence in quotes:
                number += 1
                statement = quote_sentence(number, sentence, confidence, name)
                citations.setdefault(name, []).extend(statement.citations)
                yield statement
        silent = [name for name, quotes in self.quotes.items() if not quotes]
        remark = " ".join(filter(None, [_agreement(citations), self._without_quotes(silent)]))
        yield Conclusion(None, _difference(self.pool.question, citations), remark=remark)

    def _of_source(self, spellings: frozenset[str]) -> list[tuple[RankedSentence, float]]:
        """Returns the best sentence of a publication if it is about the question, and another one that adds something about a topic."""
        own = [one for one in self.sentences if one.hit.article.source in spellings and not one.is_heading]
        selected: list[tuple[RankedSentence, float]] = []
        for sentence in own:
            if selected and (not self.comparison.is_topic or sentence.score < own[0].score - _MAX_SCORE_GAP):
                break
            if any(_repeats(sentence, other) for other, _ in selected):
                continue
            confidence = self.pool.sentence_confidence(sentence)
            if confidence >= self.pool.weights.threshold:
                selected.append((sentence, confidence))
            elif not selected:
                break
            if len(selected) == _MAX_QUOTES_ON_TOPIC:
                break
        return selected

    def _without_quotes(self, silent: Sequence[str]) -> str:
        """Says which publications are not quoted, and why."""
        parts = []
        if silent:
            parts.append(f"Nothing about this is in the articles of {enumeration(silent)}.")
        if self.comparison.missing:
            parts.append(f"The library has no articles of {enumeration(self.comparison.missing)}.")
        return " ".join(parts)


def _agreement(citations: dict[str, list[Citation]]) -> str:
    """Names the amounts and days that all quoted publications state, in the words of the first; "" if there are none."""
    if len(citations) < 2:
        return ""
    if any(CORRECTION.search(citation.quote) for quotes in citations.values() for citation in quotes):
        return ""  # a sentence that corrects an amount states it too
    first, *others = citations.values()
    stated = [read_quantities(" ".join(citation.quote for citation in quotes)) for quotes in others]
    agreed = [
        words
        for citation in first
        for words in _amounts_and_days(citation.quote)
        if all(_states(other, words) for other in stated)
    ]
    return (
        f"{enumeration(list(citations))} agree on {enumeration(list(dict.fromkeys(agreed))[:_MAX_AGREEMENTS])}."
        if agreed
        else ""
    )


def _amounts_and_days(quote: str) -> list[str]:
    """Returns the amounts of a quote with what they count, and its days."""
    amounts = [quote[start : _end_of_counted(quote, end)] for start, end in find_amounts(quote)]
    return [*amounts, *(quote[slice(*span)] for span in find_times(quote) if read_quantities(quote[slice(*span)]).days)]


def _end_of_counted(quote: str, end: int) -> int:
    """Returns where the word after an amount ends, if it is a content word."""
    word = quote[end:].split(maxsplit=1)[:1]
    if not word or not content_words(word[0]) or not quote[end:].startswith(" "):
        return end
    return end + 1 + len(word[0].rstrip('.,;:!?”"'))


def _states(text: Quantities, words: str) -> bool:
    quantities = read_quantities(words)
    return bool(quantities.count()) and quantities.count_in([text]) == quantities.count()


def _difference(question: Question, citations: dict[str, list[Citation]]) -> Versions | None:
    """Returns two quotes of different publications that state different values; None if there are none."""
    flat = [citation for quotes in citations.values() for citation in quotes]
    versions = find_disagreement(question, flat)
    if versions is not None:
        return versions
    for (_, quotes), (_, others) in combinations(citations.items(), 2):
        for one in quotes:
            for other in others:
                pair = _different_amounts(one.quote, other.quote)
                if pair is not None:
                    return ConflictingVersion(pair[0], one), ConflictingVersion(pair[1], other)
    return None


def _different_amounts(quote: str, other: str) -> tuple[str, str] | None:
    """Returns two amounts of the same thing that differ, each of which only one quote has."""
    for span in find_amounts(quote):
        for other_span in find_amounts(other):
            words, other_words = quote[slice(*span)], other[slice(*other_span)]
            corrects = CORRECTION.search(quote) or CORRECTION.search(other)
            in_other, in_quote = _states(read_quantities(other), words), _states(read_quantities(quote), other_words)
            shared = (in_other and in_quote) or (not corrects and (in_other or in_quote))
            if not shared and amounts_conflict((quote, span), (other, other_span)):
                return quote[span[0] : _end_of_counted(quote, span[1])], other[
                    other_span[0] : _end_of_counted(other, other_span[1])
                ]
    return None


def _repeats(sentence: RankedSentence, other: RankedSentence) -> bool:
    return sentence.overlaps(other) or word_containment(sentence.text, other.text) >= _MAX_OVERLAP
