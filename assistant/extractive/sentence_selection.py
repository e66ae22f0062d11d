"""Selects the sentences that an answer quotes: the best one, and others only if they answer too and add something."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.extractive.disagreement import amounts_conflict
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import MIN_SPAN_SCORE, JudgedSentence
from assistant.extractive.short_answer import CORRECTION
from assistant.extractive.text_overlap import fraction_shared, unique_stems, word_containment, word_similarity
from assistant.questions.question import Question, QuestionKind

MAX_SENTENCES = 3
_MAX_SENTENCES_OF_ANSWER = 2
_MIN_ANSWER_LOGIT = 1.0
_MAX_LOGIT_GAP = 1.0  # below the best sentence
_MAX_SCORE_GAP = 2.0
_MIN_QUESTION_SHARE = 0.6  # of the question's content words
_MAX_WORD_OVERLAP = 0.6
_NEVER = datetime.min.replace(tzinfo=UTC)


def select_sentences(question: Question, judged: Sequence[JudgedSentence]) -> list[JudgedSentence]:
    """Selects the best sentence, and others that answer too and say something else.

    A sentence of a newer article that corrects the best one, or repeats it with another amount, comes first.

    Args:
        question: The question.
        judged: At least one sentence, best first.
    """
    newer = _newer_correction(question, judged) or _newest_update(question, judged)
    selected = [judged[0]] if newer is None else [newer, judged[0]]
    if question.kind is QuestionKind.REASON:
        # A reason often repeats nothing of the question, so that its score is low.
        selected = _with_best_reason(selected, judged)
    limit = MAX_SENTENCES if question.asks_for_overview else _MAX_SENTENCES_OF_ANSWER
    min_logit = max(_MIN_ANSWER_LOGIT, judged[0].judgement.answer_logit - _MAX_LOGIT_GAP)
    for candidate in judged[1:]:
        if len(selected) == limit:
            break
        explains_heading = all(_is_heading_above(chosen.sentence, candidate.sentence) for chosen in selected)
        near = candidate.sentence.score >= judged[0].sentence.score - _MAX_SCORE_GAP
        answers = near and _answers(question, candidate, min_logit)
        worth_adding = explains_heading or question.asks_for_overview or answers
        if worth_adding and not any(_repeats(candidate.sentence, chosen.sentence) for chosen in selected):
            selected.append(candidate)
    return selected


def _is_heading_above(heading: RankedSentence, sentence: RankedSentence) -> bool:
    return heading.is_heading and heading.hit.article.id == sentence.hit.article.id


def _with_best_reason(selected: Sequence[JudgedSentence], judged: Sequence[JudgedSentence]) -> list[JudgedSentence]:
    """Adds the sentence of the same article that the QA model prefers; a heading gives no reason."""
    article_id = judged[0].sentence.hit.article.id
    sentences = [
        candidate
        for candidate in judged
        if candidate.sentence.hit.article.id == article_id and not candidate.sentence.is_heading
    ]
    preferred = max(sentences, key=lambda candidate: candidate.judgement.answer_logit, default=selected[0])
    says_less = judged[0].sentence.features.kind > preferred.sentence.features.kind
    return [*selected] if preferred in selected or says_less else [*selected, preferred]


def _newer_correction(question: Question, judged: Sequence[JudgedSentence]) -> JudgedSentence | None:
    """Returns a sentence of a newer article that corrects what the best sentence says; None if there is none."""
    if not question.kind.is_answered_by_few_words:
        return None
    best = judged[0].sentence
    for candidate in judged[1:]:
        sentence = candidate.sentence
        corrects = candidate.judgement.answer_logit >= 0 and CORRECTION.search(sentence.text)
        if corrects and is_newer(sentence, best) and _repeats_question(question, sentence):
            return candidate
    return None


def _newest_update(question: Question, judged: Sequence[JudgedSentence]) -> JudgedSentence | None:
    """Returns the newest sentence that repeats the best one with another amount; None if there is none.

    A newspaper writes its report again as a number rises: "The death toll rose to 98" where it said 82 the day before.
    """
    if question.kind is not QuestionKind.AMOUNT:
        return None
    best = judged[0]
    updates = [candidate for candidate in judged[1:] if updates_amount(candidate, best)]
    return max(updates, key=lambda one: one.sentence.hit.article.published or _NEVER, default=None)


def updates_amount(judged: JudgedSentence, other: JudgedSentence) -> bool:
    """Checks whether a sentence of a newer article repeats another one with another amount."""
    span, other_span = judged.judgement.span, other.judgement.span
    if span is None or other_span is None or not is_newer(judged.sentence, other.sentence):
        return False
    text, other_text = judged.sentence.text, other.sentence.text
    return (
        amounts_conflict((text, span), (other_text, other_span))
        and word_similarity(text, other_text) >= _MAX_WORD_OVERLAP
    )


def _repeats_question(question: Question, sentence: RankedSentence) -> bool:
    return fraction_shared(question.stems, unique_stems(sentence.text, question.language)) >= _MIN_QUESTION_SHARE


def is_newer(sentence: RankedSentence, other: RankedSentence) -> bool:
    """Checks whether a sentence is of a later article than another."""
    published, other_published = sentence.hit.article.published, other.hit.article.published
    return published is not None and other_published is not None and published > other_published


def _answers(question: Question, candidate: JudgedSentence, min_logit: float) -> bool:
    """Checks whether a sentence answers by itself; if a few words can answer, it has to contain them."""
    judgement = candidate.judgement
    has_span = not question.kind.is_answered_by_few_words or judgement.span_score >= MIN_SPAN_SCORE
    return has_span and judgement.answer_logit >= min_logit


def _repeats(sentence: RankedSentence, selected: RankedSentence) -> bool:
    """Checks whether a sentence repeats a selected one.

    Another article that says the same is a second source. It is worth showing unless the sentence is nearly identical.
    """
    if sentence.hit.article.id == selected.hit.article.id:
        contained = word_containment(sentence.text, selected.text) >= _MAX_WORD_OVERLAP
        return sentence.overlaps(selected) or contained
    return word_similarity(sentence.text, selected.text) >= _MAX_WORD_OVERLAP
