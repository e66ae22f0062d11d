"""The form of the answer that a question asks for: one fact, a current state, the latest, a timeline, a summary, a list, a comparison, a series."""

import re
from enum import Enum

from assistant.questions.series_question import measured_amount


class QuestionForm(Enum):
    """The form of the answer that a question asks for."""

    FACT = "fact"
    STATE = "state"
    LATEST = "latest"
    TIMELINE = "timeline"
    SUMMARY = "summary"
    LIST = "list"
    COMPARISON = "comparison"
    SERIES = "series"
    BY_SOURCE = "by source"


_TIMELINE = re.compile(
    r"\btime ?line\b|\bchronolog\w+|\bstep by step\b|\bwalk (?:me|us) through\b|\bsequence of events\b"
    r"|\bhow (?:did|has|have|is|was) .{3,80}\b(?:unfold\w*|develop\w*|play\w* out|evolve\w*|c[ao]me (?:about|to this))\b",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent)\b(?! (?:count|figures?|numbers?|version|model|album|film|book|results?))"
    r"|\b(?:any|the|some|what) (?:\w+ )?(?:news|updates?)\b|\b(?:news|updates?) (?:on|about|from)\b|\b(?:news|updates?)(?: please)?\W*$"
    r"|\bwhat(?:['’]s| is| are)? (?:the )?(?:new|newest|current state|state of play|status)\b"
    r"|\bwhat (?:ever )?(?:became|has become) of\b|\bwhat ?ever (?:has )?happened (?:with|to)\b|\bwhat(?:['’]?s| is) (?:happening|going on)\b"
    r"|\bwhat(?:['’]?s| is) up (?:with|at|in)\b"
    r"|\bwhere do(?:es)? .{3,60} stand\b|\bhow(?:['’]s| is) .{3,40} (?:doing|going|coming along)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\bsumm(?:ar\w+|ed up)\b|\bsum up\b|\boverview\b|\bwhat do (?:we|you|they) know\b|\bwhat is known\b|\bbrief me\b|\bwhat exactly happened\b"
    r"|\bwhat (?:has )?happened (?:in|at|with|during|on|there|over)\b|\bwhat happened\b\W*$|\bwhat went wrong\b|\bexplain\b"
    r"|\btell (?:me|us) (?:more )?about\b|\bwhat was (?:that|the|this) (?:\w+ ){0,2}(?:accident|incident|scandal|affair|case|story|crash|fire)\b"
    r"|\bwhat(?:['’]s| is) .{3,60} all about\b\W*$|^(?:and |but |so )?what about (?!it\b|that\b|this\b|you\b)",
    re.IGNORECASE,
)
FORM_WORDS = frozenset(
    {
        *("brief", "chronology", "describe", "explain", "give", "going", "happen", "happened", "happening", "know", "known", "latest"),
        *("new", "news", "newest", "overview", "progress", "say", "show", "situation", "status", "story", "sum", "summarise", "summarize"),
        *("summary", "tell", "timeline", "update", "updates", "whats"),
    }
)  # fmt: skip
"""Words that name a form of the answer, and nothing that the articles are about."""

_COMPARISON = re.compile(
    r"\bvs\b\.?|\bversus\b|\bcompar(?:e|ed|ison|es)\b|\bdifferen(?:ce|t) between\b|\bwhich (?:one )?(?:of the two|was|is|of them)\b"
    r"|\b(?:\w+er|more|less|fewer|worse|better) than\b"
    r"|\bwhat\b.{3,60}\b(?:want|demand|propose)s?\b.{0,20}\band what\b",
    re.IGNORECASE,
)
_MORE_THAN_AMOUNT = re.compile(r"\b(?:more|less|fewer) than (?:\d|a |an |one|two|half)", re.IGNORECASE)
_LIST = re.compile(
    r"\bnames (?:of|all)\b|\blist (?:of|all|the)\b|\bwho all\b|\bwhat all\b|"
    r"\bwhich (?:of the )?(?:\w+ )?(?P<plural>people|women|men|children|[a-z]+s)\b"
    r"|\bwho (?:are|were) (?:all )?(?:the )?(?:\w+ )?(?:people|victims|members|candidates|suspects|winners|dead|hostages|others|[a-z]+s)\b"
    r"|\bwhat are (?:all )?the (?:\w+ )?(?:names|reasons|demands|charges|options|conditions|steps|countries|states)\b",
    re.IGNORECASE,
)
_SINGULAR = re.compile(r"(?:ss|us|is|[aeiou]{2}s|news|series|species|was|has|does|its|this)$", re.IGNORECASE)


def question_form(question: str, *, is_yes_no: bool, asks_for_state: bool) -> QuestionForm:
    """Classifies the form of the answer that a question asks for.

    Args:
        question: The question.
        is_yes_no: Whether it can be answered with yes or no.
        asks_for_state: Whether it asks for a state that is known to change.
    """
    if measured_amount(question) is not None:
        return QuestionForm.SERIES
    if _TIMELINE.search(question):
        return QuestionForm.TIMELINE
    if asks_for_state:
        return QuestionForm.STATE
    if is_yes_no:
        return QuestionForm.COMPARISON if _asks_to_compare(question) else QuestionForm.FACT
    if _asks_to_compare(question):
        return QuestionForm.COMPARISON
    if _LATEST.search(question):
        return QuestionForm.LATEST
    if _SUMMARY.search(question):
        return QuestionForm.SUMMARY
    return QuestionForm.LIST if _asks_for_list(question) else QuestionForm.FACT


def _asks_to_compare(question: str) -> bool:
    return bool(_COMPARISON.search(question)) and not _MORE_THAN_AMOUNT.search(question)


def _asks_for_list(question: str) -> bool:
    match = _LIST.search(question)
    return match is not None and not (match["plural"] and _SINGULAR.search(match["plural"]))
