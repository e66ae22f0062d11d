"""Decides whether a new answer takes the place of the one before, as long as the citations of that one stand.

Articles that arrive do not take back what others say, and a sentence about something else is no answer.
"""

from assistant.answers.answer import Answer
from assistant.extractive.answerer import ExtractiveAnswerer
from assistant.questions.form import QuestionForm
from assistant.questions.question import Question, QuestionKind
from assistant.standing_questions.comparison import have_other_numbers
from assistant.standing_questions.new_evidence import Support

_FORMS = {QuestionForm.FACT, QuestionForm.STATE, QuestionForm.LIST, QuestionForm.SERIES}
_SHORT_KINDS = {QuestionKind.PERSON, QuestionKind.TIME, QuestionKind.PLACE, QuestionKind.AMOUNT}

# Fitted on one half of a hundred questions to a year and a half of news.
# The lowest confidence of the cited sentences alone: above the threshold of answers, so that an answer near that threshold does not come
# and go.
_MIN_SUPPORT = 0.6
_MIN_SUPPORT_WITHOUT_LEAD = 0.75  # to take the place of yes or no
_MAX_OTHER_LEAD = 0.5  # the probability of another lead than that of the answer


def takes_place(question: Question, before: Answer, after: Answer, support: Support) -> bool:
    """Checks whether an answer is sure enough, has what the question asks for, and says no less than the one before.

    Args:
        question: The question.
        before: The answer before.
        after: The new answer.
        support: How surely the sentences that lead the new answer answer by themselves.
    """
    if support.confidence < _MIN_SUPPORT:
        return False
    if question.kind is QuestionKind.YES_NO and _is_quoted(question, after) and after.status == "answered":
        return _takes_place_of_lead(before, after, support)
    return is_to_the_point(question, after) and not says_less(before, after)


def is_to_the_point(question: Question, answer: Answer) -> bool:
    """Checks whether an answer that quotes has what a question asks for: a name, a time, a place, an amount or members of a list.

    Without it, the quoted sentence may be about something else. What a language model writes is not taken apart.
    """
    if not _is_quoted(question, answer):
        return True
    if question.kind not in _SHORT_KINDS and question.form is not QuestionForm.LIST:
        return True
    return bool(answer.short_answer or answer.series) or any(one.short_answer for one in answer.statements)


def says_less(before: Answer, after: Answer) -> bool:
    """Checks whether an answer lacks what the one before had: any answer, yes or no, words that answer by themselves."""
    if before.status == "not_found":
        return False
    if after.status == "not_found" or (before.lead is not None and after.lead is None):
        return True
    if before.short_answer is None or after.short_answer is not None or after.series:
        return False
    return not have_other_numbers(before.short_answer.text, after.statements[0].text)


def _takes_place_of_lead(before: Answer, after: Answer, support: Support) -> bool:
    """Checks whether an answer to a yes-or-no question takes the place of the one before.

    The QA model must not read something else in the sentence than the words of the state do. A sentence that surely answers, and from
    which neither yes nor no follows, is a first answer, or makes an earlier yes or no doubtful.
    """
    if after.lead is not None:
        return all(share <= _MAX_OTHER_LEAD for lead, share in support.leads.items() if lead != after.lead)
    if before.status == "not_found":
        return True
    return before.lead is not None and support.confidence >= _MIN_SUPPORT_WITHOUT_LEAD


def _is_quoted(question: Question, answer: Answer) -> bool:
    return answer.answerer == ExtractiveAnswerer.name and question.form in _FORMS
