"""Selects the sentences that an answer quotes: the best one, and others only if they answer too and add something."""

from collections.abc import Sequence

from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import JudgedSentence
from assistant.extractive.text_overlap import word_containment, word_similarity
from assistant.questions.question import Question, QuestionKind

MAX_SENTENCES = 3
_MAX_FACT_SENTENCES = 2
_MIN_ANSWER_LOGIT = 0.0  # more likely than not, the sentence answers
_MAX_LOGIT_GAP = 2.0
_MAX_WORD_OVERLAP = 0.6
_FACTS = frozenset(
    {QuestionKind.PERSON, QuestionKind.TIME, QuestionKind.PLACE, QuestionKind.AMOUNT, QuestionKind.YES_NO}
)
"""The kinds of questions that one sentence usually answers completely."""


def select_sentences(question: Question, judged: Sequence[JudgedSentence]) -> list[JudgedSentence]:
    """Selects the best sentence, and others that answer too and say something else.

    Args:
        question: The question.
        judged: At least one sentence, best first.
    """
    selected = [judged[0]]
    limit = _MAX_FACT_SENTENCES if question.kind in _FACTS else MAX_SENTENCES
    min_logit = max(_MIN_ANSWER_LOGIT, judged[0].judgement.answer_logit - _MAX_LOGIT_GAP)
    for candidate in judged[1:]:
        if len(selected) == limit:
            break
        only_headings = all(chosen.sentence.is_heading for chosen in selected)
        worth_adding = only_headings or candidate.judgement.answer_logit >= min_logit
        if worth_adding and not any(_repeats(candidate.sentence, chosen.sentence) for chosen in selected):
            selected.append(candidate)
    return selected


def _repeats(sentence: RankedSentence, selected: RankedSentence) -> bool:
    """Checks whether a sentence repeats a selected one.

    Another article that says the same is a second source. It is worth showing unless the sentence is nearly identical.
    """
    if sentence.hit.article.id == selected.hit.article.id:
        contained = word_containment(sentence.text, selected.text) >= _MAX_WORD_OVERLAP
        return sentence.overlaps(selected) or contained
    return word_similarity(sentence.text, selected.text) >= _MAX_WORD_OVERLAP
