"""Which words are no question to the articles: greetings, thanks, and questions about the assistant and its library.

Narrow on purpose: the whole of what was said must be such words. A question that only contains them ("What did Hello magazine say?",
"What can you do about asthma?") goes to the articles.
"""

import re
from dataclasses import dataclass
from enum import Enum


class Intent(Enum):
    """What somebody wants who asks the articles nothing."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABILITIES = "abilities"
    COUNT = "count"
    SOURCES = "sources"
    NEWEST = "newest"
    ABOUT = "about"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What was said to the assistant itself.

    Attributes:
        intent: What is wanted.
        topic: What the articles are to be about; empty where nothing was said of it.
        points_back: The article spoken of last is meant.
    """

    intent: Intent
    topic: str = ""
    points_back: bool = False


_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|well|so|now|great|and|please|(?:can|could|would|will) you"
    r"|i(?: would|['’]d)? like you to|i want you to)\b[ ,.!]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[ ,]+(?:please|then|for me|now|again|there|so much|a lot|very much|right now|at the moment))*[\s?.!…]*$",
    re.IGNORECASE,
)

_ARTICLES = r"(?:news )?(?:articles?|stories|texts|documents|reports)"
_HERE = r"(?: (?:here|in (?:here|the library|your library|this library|the collection|your collection)))?"
_THERE_ARE = rf"(?:do you (?:have|know|hold)|have you(?: got)?|are there|are|does (?:the|this|your) library (?:have|hold)){_HERE}"
_NEW = r"(?:newest|latest|most recent|last|new)"
_GREETINGS = (
    r"(?:hi|hello|hey|hallo|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?:[ ,]+(?:there|again|assistant|everyone|all))?"
    r"(?:[ ,.!]+how are you(?: doing)?(?: today)?)?|how are you(?: doing)?(?: today)?"
)
_MEANT: tuple[tuple[Intent, str], ...] = (
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
        rf"how many {_ARTICLES} (?:{_THERE_ARE}|are (?:there )?in (?:the|your|this) library)"
        r"|how (?:big|large) is (?:the|your|this) (?:library|collection)",
    ),
    (
        Intent.SOURCES,
        rf"(?:what|which)(?: (?:news|different))? (?:sources|publications|newspapers|papers|outlets) {_THERE_ARE}"
        r"|(?:list|show(?: me)?|name)(?: (?:all|me))? (?:the|your|all)(?: your| the)? (?:sources|publications)"
        rf"|where (?:do|are) (?:your|the) {_ARTICLES} (?:come )?from",
    ),
    (
        Intent.NEWEST,
        r"what(?:['’]s| is) new(?: today| here)?|(?:any|the latest|latest|what(?:['’]s| is) the(?: latest)?) news(?: today)?"
        rf"|(?:what|which) {_ARTICLES} {_THERE_ARE}|(?:what|which)(?: (?:is|are))? the {_NEW} {_ARTICLES}"
        rf"|(?:(?:show|give|tell)(?: me)?|list)(?: (?:the|your|all|some|all the))?(?: {_NEW})? {_ARTICLES}{_HERE}|(?:the )?{_NEW} {_ARTICLES}"
        r"|what(?:['’]s| is) in (?:the|your|this) library",
    ),
    (
        Intent.ABOUT,
        rf"(?:what|which) {_ARTICLES} {_THERE_ARE} (?:about|on|concerning|that mention) (?P<topic>.+)"
        rf"|(?:do you have|have you got|are there)(?: any| some)? {_ARTICLES}{_HERE} (?:about|on|concerning|that mention) (?P<topic2>.+)"
        rf"|(?:show|give|find|list)(?: me)?(?: (?:the|all|some|any|all the))? {_ARTICLES} (?:about|on|concerning|that mention) (?P<topic3>.+)",
    ),
    (
        Intent.SUMMARY,
        rf"(?:summari[sz]e|sum up|(?:give me |show me |write )?(?:a|the) (?:short |brief )?summary of)"
        rf" (?:(?P<back>it|this|that|(?:this|that|the) (?:article|story)|the (?:first|top) (?:one|article|story))"
        rf"|the (?:{_NEW}|first) (?:news )?(?:article|story|one)"
        rf"|(?:the|an?)(?: {_NEW})? (?:article|story|report) (?:about|on|titled|called) (?P<about>.+))",
    ),
)
_PATTERNS = tuple((intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _MEANT)
_MOST_CHARS = 200


def parse_small_talk(said: str) -> SmallTalk | None:
    """What was said to the assistant itself; None where it is a question to the articles."""
    words = " ".join(said.split())
    if len(words) > _MOST_CHARS:
        return None
    for text in (_TAIL.sub("", words), _TAIL.sub("", _LEAD.sub("", words))):
        for intent, pattern in _PATTERNS:
            match = pattern.fullmatch(text)
            if match:
                return _talk(intent, match.groupdict())
    return None


def _talk(intent: Intent, parts: dict[str, str | None]) -> SmallTalk:
    topic = next((parts[name] for name in ("topic", "topic2", "topic3", "about") if parts.get(name)), None) or ""
    return SmallTalk(intent, topic.strip(" \"'“”‘’"), bool(parts.get("back")))
