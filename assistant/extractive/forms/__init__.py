"""Forms of an answer other than one fact: a current state, the latest, a timeline, a summary, a list, a comparison.

Input: the ranked sentences of the evidence. Output: the parts of an answer. May import `assistant.facts`, `assistant.retrieval`, the other
modules of `assistant.extractive` and all packages below them.
"""

from collections.abc import Sequence

from assistant.extractive.forms.entries import select_entries
from assistant.extractive.forms.form_answer import FormAnswer, cite_sentence, quote_sentence
from assistant.extractive.forms.state_answer import StateAnswer
from assistant.extractive.sentence_ranking import RankedSentence
from assistant.extractive.sentence_reranking import SentenceReranker
from assistant.questions.form import QuestionForm
from assistant.questions.question import Question

__all__ = ["FormAnswer", "cite_sentence", "find_form_answer", "quote_sentence", "select_entries"]


def find_form_answer(
    question: Question, ranked: Sequence[RankedSentence], reranker: SentenceReranker, threshold: float
) -> FormAnswer | None:
    """Returns the answer of the form that a question asks for; None if it asks for one fact.

    Args:
        question: The question.
        ranked: The sentences of the evidence, best first.
        reranker: Judges sentences with the QA model.
        threshold: The lowest confidence with which a question is answered.
    """
    if question.form is QuestionForm.STATE and question.state is not None:
        return StateAnswer(question, question.state, ranked, reranker.judge, threshold)
    return None
