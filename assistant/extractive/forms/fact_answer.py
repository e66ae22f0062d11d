"""Answers a question for one fact: the sentences that answer it, the newer of two that differ first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answers.answerer import CitedStatement, Conclusion
from assistant.extractive.disagreement import find_disagreement
from assistant.extractive.forms.form_answer import cite_sentence, quote_sentence
from assistant.extractive.lead import find_lead
from assistant.extractive.sentence_pool import SentencePool
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import JudgedSentence
from assistant.extractive.sentence_selection import is_newer, select_sentences
from assistant.extractive.short_answer import CORRECTION, find_short_answer
from assistant.ingest.language.languages import primary_tag
from assistant.prompts.wording import CORRECTED
from assistant.questions.question import Question

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
        return self.pool.confidence

    def parts(self) -> Iterator[CitedStatement | Conclusion]:
        """See `FormAnswer.parts`."""
        question = self.pool.question
        judged = self.pool.reranker.judge_best(self.sentences)
        selected = select_sentences(question, judged)
        scored = [self._scored(candidate) for candidate in selected]
        if len(selected) == 1:
            scored += self._first_conflict(scored[0], judged[1:_CONFLICTING_SENTENCES])
        ordered = _newer_first(question, scored)
        statements = [
            _statement(question, number, *sentence, remarks=_remarks(ordered[0][0], sentence[0]))
            for number, sentence in enumerate(ordered, 1)
        ]
        yield from statements
        citations = [citation for statement in statements for citation in statement.citations]
        yield Conclusion(find_lead(question, citations, judged), find_disagreement(question, citations))

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
    """Returns the remark of a statement that the first one, which is newer, corrects."""
    corrects = first is not other and CORRECTION.search(first.sentence.text)
    return (CORRECTED,) if corrects and is_newer(first.sentence, other.sentence) else ()


def _statement(
    question: Question, number: int, judged: JudgedSentence, confidence: float, remarks: tuple[str, ...]
) -> CitedStatement:
    """Makes the statement of a sentence; the short answer is marked in the first one only."""
    span = _short_answer_in_quote(question, judged) if number == 1 else None
    return quote_sentence(number, judged.sentence, confidence, short_answer=span, remarks=remarks)


def _short_answer_in_quote(question: Question, judged: JudgedSentence) -> tuple[int, int] | None:
    """Returns where the short answer is in the quote of a sentence."""
    language = primary_tag(judged.sentence.hit.article.language)
    span = find_short_answer(question, judged.sentence.text, judged.judgement, language)
    offset = judged.sentence.start - judged.sentence.quoted_from
    return None if span is None else (offset + span[0], offset + span[1])
