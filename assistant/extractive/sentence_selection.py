"""Selects the sentences that an answer quotes: the best one, and up to two more that add something."""

from collections.abc import Sequence

from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.text_overlap import word_containment, word_similarity
from assistant.questions.question import Question, QuestionKind

MAX_SENTENCES = 3
_MAX_SCORE_GAP = 4.0  # below the best sentence's score
_MAX_WORD_OVERLAP = 0.6
_EQUAL_SCORES = 0.5


def select_sentences(
    question: Question, ranked: Sequence[RankedSentence], reasons: Sequence[RankedSentence]
) -> list[RankedSentence]:
    """Selects the best sentence, and up to two others that say something else.

    Another sentence is added if its score is near the best one's, if it is a likely reason, or if only headings are selected so far.

    Args:
        question: The question.
        ranked: At least one sentence, best first.
        reasons: Sentences that likely answer a question for a reason.
    """
    candidates = _best_repetition_first(question, ranked)
    best = candidates[0]
    selected = [best]
    for sentence in candidates[1:]:
        if len(selected) == MAX_SENTENCES:
            break
        only_headings = all(chosen.is_heading for chosen in selected)
        worth_adding = only_headings or sentence.score >= best.score - _MAX_SCORE_GAP or sentence in reasons
        if worth_adding and not any(_repeats(sentence, chosen) for chosen in selected):
            selected.append(sentence)
    return selected


def _best_repetition_first(question: Question, ranked: Sequence[RankedSentence]) -> list[RankedSentence]:
    """Moves the sentence to the front that repeats most of a yes-or-no question, among those about as good as the best one."""
    if question.kind is not QuestionKind.YES_NO:
        return list(ranked)
    about_as_good = [sentence for sentence in ranked if sentence.score >= ranked[0].score - _EQUAL_SCORES]
    first = max(about_as_good, key=lambda sentence: (sentence.features.coverage, sentence.score))
    return [first, *(sentence for sentence in ranked if sentence is not first)]


def _repeats(sentence: RankedSentence, selected: RankedSentence) -> bool:
    """Checks whether a sentence repeats a selected one.

    Another article that says the same is a second source. It is worth showing unless the sentence is nearly identical.
    """
    if sentence.hit.article.id == selected.hit.article.id:
        contained = word_containment(sentence.text, selected.text) >= _MAX_WORD_OVERLAP
        return sentence.overlaps(selected) or contained
    return word_similarity(sentence.text, selected.text) >= _MAX_WORD_OVERLAP
