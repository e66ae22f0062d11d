"""Answers a question for one fact: the sentences that answer it, the newer of two that differ first."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answers.answer import Lead
from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.extractive.disagreement import find_disagreement
from assistant.extractive.forms.form_answer import cite_sentence, quote_sentence
from assistant.extractive.lead import confidence_with_lead, find_lead
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import JudgedSentence
from assistant.extractive.sentence_selection import is_newer, select_sentences, updates_amount
from assistant.extractive.short_answer import CORRECTION, find_short_answer
from assistant.extractive.text_overlap import unique_stems
from assistant.facts.meant_day import meant_day
from assistant.ingest.language.capitalised import capitalised_runs
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.languages import primary_tag
from assistant.prompts.wording import CORRECTED, OUTDATED
from assistant.questions.question import Question, QuestionKind

_ASKS_WHO_IS = re.compile(r"(?:(?:and|so|but) )*who(?:['’]?s| is| was| are| were) ", re.IGNORECASE)
_MIN_NAME_WORDS = 2
_CONFLICTING_SENTENCES = 5  # of the best, compared with the best one

ScoredSentence = tuple[JudgedSentence, float]
"""A sentence and the confidence that it answers, from 0 to 1."""


@dataclass(frozen=True)
class FactAnswer:
    """The answer to a question for one fact.

    Attributes:
        pool: The sentences of the evidence.
    """

    pool: SentencePool

    @property
    def sentences(self) -> Sequence[RankedSentence]:
        """See `FormAnswer.sentences`."""
        return self.pool.reranked

    @property
    def confidence(self) -> float:
        """See `FormAnswer.confidence`."""
        if self._tells_of_person:
            return max(self.pool.confidence, self.pool.weights.threshold)
        return confidence_with_lead(self.pool.confidence, self.pool.question, self._lead)

    @cached_property
    def _judged(self) -> Sequence[JudgedSentence]:
        return self.pool.reranker.judge_best(self.sentences)

    @cached_property
    def _selected(self) -> Sequence[JudgedSentence]:
        return select_sentences(self.pool.question, self._judged)

    @cached_property
    def _lead(self) -> Lead | None:
        """What the answer to a yes-or-no question leads with; None if that is uncertain."""
        if self.pool.question.kind is not QuestionKind.YES_NO or not self.sentences:
            return None
        quotes = [cite_sentence(number, one.sentence, 0.0).quote for number, one in enumerate(self._selected)]
        return find_lead(self.pool.question, quotes, self._judged)

    @cached_property
    def _tells_of_person(self) -> bool:
        """Whether it is asked who somebody is, and the best sentence names that person: what it tells is all that there may be to know."""
        question, sentences = self.pool.question, self.sentences
        if not sentences or not _ASKS_WHO_IS.match(question.text) or len(question.stems) < _MIN_NAME_WORDS:
            return False
        names = " ".join(word for run in capitalised_runs(sentences[0].text) for word in run)
        return question.stems <= unique_stems(names, question.language)

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        question = self.pool.question
        judged, selected = self._judged, self._selected
        scored = [self._scored(candidate) for candidate in selected]
        if len(selected) == 1:
            scored += self._first_conflict(scored[0], judged[1:_CONFLICTING_SENTENCES])
        ordered = _newer_first(question, scored)
        is_certain = self.pool.confidence >= self.pool.weights.threshold
        statements = [
            fact_statement(
                question,
                number,
                *sentence,
                marks_short_answer=number == 1 and is_certain,
                remarks=_remarks(ordered[0][0], sentence[0]),
            )
            for number, sentence in enumerate(ordered, 1)
        ]
        yield from statements
        citations = [citation for statement in statements for citation in statement.citations]
        yield Conclusion(
            find_lead(question, [citation.quote for citation in citations], judged),
            find_disagreement(question, citations),
        )

    def _scored(self, judged: JudgedSentence) -> ScoredSentence:
        return judged, self.pool.sentence_confidence(judged.sentence)

    def _first_conflict(self, best: ScoredSentence, others: Iterable[JudgedSentence]) -> list[ScoredSentence]:
        """Returns the first sentence of another article that answers differently from the best one, if there is one."""
        for other in others:
            # Scoring costs more than comparing: only sentences that would conflict if they were certain are scored.
            if _conflict(self.pool.question, best, (other, 1.0)):
                scored = self._scored(other)
                if _conflict(self.pool.question, best, scored):
                    return [scored]
        return []


def _conflict(question: Question, first: ScoredSentence, second: ScoredSentence) -> bool:
    citations = [
        cite_sentence(number, judged.sentence, score) for number, (judged, score) in enumerate([first, second])
    ]
    return find_disagreement(question, citations) is not None


def _newer_first(question: Question, scored: Sequence[ScoredSentence]) -> Sequence[ScoredSentence]:
    """Moves the newer of two sentences that answer differently before the older."""
    versions = find_disagreement(
        question, [cite_sentence(index, judged.sentence, score) for index, (judged, score) in enumerate(scored)]
    )
    if versions is None:
        return scored
    newer, older = (version.citation.number for version in versions)
    ordered = list(scored)
    if newer > older:
        ordered[older], ordered[newer] = ordered[newer], ordered[older]
    return ordered


def _remarks(first: JudgedSentence, other: JudgedSentence) -> tuple[str, ...]:
    """Returns the remark of a statement that the first one, which is newer, corrects or updates."""
    if not is_newer(first.sentence, other.sentence):
        return ()
    if CORRECTION.search(first.sentence.text):
        return (CORRECTED,)
    return (OUTDATED,) if updates_amount(first, other) else ()


def fact_statement(
    question: Question,
    number: int,
    judged: JudgedSentence,
    confidence: float,
    *,
    marks_short_answer: bool = True,
    remarks: tuple[str, ...] = (),
) -> CitedStatement:
    """Makes the statement of a sentence.

    Args:
        question: The question.
        number: The number of its citation.
        judged: The sentence.
        confidence: The confidence that it answers, from 0 to 1.
        marks_short_answer: Whether its short answer is marked, if it has one.
        remarks: What to know about it.
    """
    sentence = judged.sentence
    article = sentence.hit.article
    language = primary_tag(article.language)
    span = find_short_answer(question, sentence.text, judged.judgement, language) if marks_short_answer else None
    if span is None:
        return quote_sentence(number, sentence, confidence, remarks=remarks)
    is_time = question.kind is QuestionKind.TIME and language == ENGLISH.tag
    day = meant_day(sentence.text, span, article.published.date()) if is_time and article.published else None
    offset = sentence.start - sentence.quoted_from
    in_quote = (offset + span[0], offset + span[1])
    return quote_sentence(number, sentence, confidence, short_answer=in_quote, meant_day=day, remarks=remarks)
