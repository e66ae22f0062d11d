"""Recognises small talk: greetings, thanks, and questions about the assistant and its library.

The patterns are narrow: the complete message must match. A question that only contains such words ("What did Hello magazine say?",
"What can you do about asthma?") is a question to the articles.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from assistant.questions.time_range import DateRange, question_date_range, without_named_time


class Intent(Enum):
    """The intent of a message that is not a question to the articles."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABILITIES = "abilities"
    COUNT = "count"
    SOURCES = "sources"
    NEWEST = "newest"
    NEWS = "news"
    ABOUT = "about"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A message to the assistant itself.

    Attributes:
        intent: The intent.
        topic: The topic of the requested articles; empty if the message names none.
        points_back: Whether it refers to the article that was mentioned last.
        time: The days whose news it asks for; None if it names none.
    """

    intent: Intent
    topic: str = ""
    points_back: bool = False
    time: DateRange | None = None


_POLITE_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|well|so|now|great|and|please|(?:can|could|would|will) you"
    r"|i(?: would|['’]d)? like you to|i want you to)\b[ ,.!]*)+",
    re.IGNORECASE,
)
_POLITE_ENDING = re.compile(
    r"(?:[ ,]+(?:please|then|for me|now|again|there|so much|a lot|very much|right now|at the moment))*[\s?.!…]*$",
    re.IGNORECASE,
)

_ARTICLES = r"(?:news )?(?:articles?|stories|texts|documents|reports)"
_IN_LIBRARY = r"(?: (?:here|in (?:here|the library|your library|this library|the collection|your collection)))?"
_DO_YOU_HAVE = rf"(?:do you (?:have|know|hold)|have you(?: got)?|are there|are|does (?:the|this|your) library (?:have|hold)){_IN_LIBRARY}"
_NEWEST = r"(?:newest|latest|most recent|last|new)"
_NEWS_OF_TIME = re.compile(
    r"what(?: has|['’]?s)? (?:all )?happened|what(?:['’]?s| is| was| has been) (?:new|the news|happening|going on|in the news)"
    r"|(?:what (?:are|were) )?(?:(?:all|any|some|the|top|latest|main) )*(?:news|headlines|updates?|stories)(?: (?:of|from|for|in))?"
    r"|(?:has |did |is there )?any(?:thing|body)? ?(?:new|news|happen|happened)|what (?:did|have) i miss(?:ed)?"
    r"|(?:give|show|tell)(?: me)? (?:the |all the |some )?(?:news|headlines|top stories)(?: (?:of|from|for|in))?",
    re.IGNORECASE,
)
"""What remains of a question for the news of some days without these days."""

_GREETINGS = (
    r"(?:hi|hello|hey|hallo|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?:[ ,]+(?:there|again|assistant|everyone|all))?"
    r"(?:[ ,.!]+how are you(?: doing)?(?: today)?)?|how are you(?: doing)?(?: today)?"
)
_INTENT_PATTERNS: tuple[tuple[Intent, str], ...] = (
    (Intent.GREETING, _GREETINGS),
    (
        Intent.THANKS,
        r"(?:ok(?:ay)?[ ,]+)?(?:many |great[ ,]+|perfect[ ,]+)?(?:thanks|thank you|thx|cheers)"
        r"(?: (?:a lot|so much|very much|for (?:your|the) (?:help|answers?)))?"
        r"|that(?:['’]s| is| was) (?:great|helpful|very helpful|all)(?:[ ,.!]+(?:thanks|thank you))?",
    ),
    (Intent.FAREWELL, r"(?:good ?bye|bye(?: bye)?|see you(?: later)?|good night|ciao)"),
    (
        Intent.ABILITIES,
        r"help(?: me)?|what (?:can|do) you do|what can i (?:ask|do)(?: you)?(?: here)?|who are you"
        r"|what are you|how do you work"
        r"|what are you for|what kind of questions can (?:i ask|you answer)(?: you)?|what (?:can|do) you know"
        r"|tell me about yourself|introduce yourself",
    ),
    (
        Intent.COUNT,
        rf"how many {_ARTICLES} (?:{_DO_YOU_HAVE}|are (?:there )?in (?:the|your|this) library)"
        r"|how (?:big|large) is (?:the|your|this) (?:library|collection)",
    ),
    (
        Intent.SOURCES,
        rf"(?:what|which)(?: (?:news|different))? (?:sources|publications|newspapers|papers|outlets) {_DO_YOU_HAVE}"
        r"|(?:list|show(?: me)?|name)(?: (?:all|me))? (?:the|your|all)(?: your| the)? (?:sources|publications)"
        rf"|where (?:do|are) (?:your|the) {_ARTICLES} (?:come )?from",
    ),
    (
        Intent.NEWEST,
        r"what(?:['’]?s| is) new(?: here)?|(?:(?:any|the latest|latest|what(?:['’]?s| is) the(?: latest)?) )?news|(?:the |any )?headlines"
        rf"|(?:what|which) {_ARTICLES} {_DO_YOU_HAVE}|(?:what|which)(?: (?:is|are))? the {_NEWEST} {_ARTICLES}"
        rf"|(?:(?:show|give|tell)(?: me)?|list)(?: (?:the|your|all|some|all the))?(?: {_NEWEST})? {_ARTICLES}{_IN_LIBRARY}"
        rf"|(?:the )?{_NEWEST} {_ARTICLES}"
        r"|what(?:['’]s| is) in (?:the|your|this) library",
    ),
    (
        Intent.ABOUT,
        rf"(?:what|which) {_ARTICLES} {_DO_YOU_HAVE} (?:about|on|concerning|that mention) (?P<topic>.+)"
        rf"|(?:do you have|have you got|are there)(?: any| some)? {_ARTICLES}{_IN_LIBRARY} (?:about|on|concerning|that mention) (?P<topic2>.+)"
        rf"|(?:show|give|find|list)(?: me)?(?: (?:the|all|some|any|all the))? {_ARTICLES} (?:about|on|concerning|that mention) (?P<topic3>.+)",
    ),
    (
        Intent.SUMMARY,
        rf"(?:summari[sz]e|sum up|(?:give me |show me |write )?(?:a|the) (?:short |brief )?summary of)"
        rf" (?:(?P<back>it|this|that|(?:this|that|the) (?:article|story)|the (?:first|top) (?:one|article|story))"
        rf"|the (?:{_NEWEST}|first) (?:news )?(?:article|story|one)"
        rf"|(?:the|an?)(?: {_NEWEST})? (?:article|story|report) (?:about|on|titled|called) (?P<about>.+))",
    ),
)
_COMPILED_PATTERNS = tuple((intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _INTENT_PATTERNS)
_MAX_CHARS = 200


def parse_small_talk(message: str, as_of: date | None = None) -> SmallTalk | None:
    """Returns the small talk of a message; None if it is a question to the articles.

    Args:
        message: What the user typed.
        as_of: The day from which "yesterday" is counted. Default: today.
    """
    text = " ".join(message.split())
    if len(text) > _MAX_CHARS:
        return None
    time = _time_of_news(text, as_of or date.today())
    if time is not None:
        return SmallTalk(Intent.NEWS, time=time)
    for variant in (_POLITE_ENDING.sub("", text), _POLITE_ENDING.sub("", _POLITE_OPENING.sub("", text))):
        for intent, pattern in _COMPILED_PATTERNS:
            match = pattern.fullmatch(variant)
            if match:
                return _small_talk(intent, match.groupdict())
    return None


def _time_of_news(text: str, as_of: date) -> DateRange | None:
    """Returns the days whose news a message asks for, about whatever; None if it asks for something else."""
    time = question_date_range(text, as_of)
    if time is None or not time.is_named:
        return None
    rest = _POLITE_ENDING.sub("", _POLITE_OPENING.sub("", without_named_time(text, as_of)))
    return time if _NEWS_OF_TIME.fullmatch(rest) else None


def _small_talk(intent: Intent, groups: dict[str, str | None]) -> SmallTalk:
    topics = [groups[name] for name in ("topic", "topic2", "topic3", "about") if groups.get(name)]
    topic = (topics[0] if topics else None) or ""
    return SmallTalk(intent, topic.strip(" \"'“”‘’"), bool(groups.get("back")))
