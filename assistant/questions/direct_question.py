"""Finds the question in a message: without a greeting, a remark about the asker, and the words that ask politely.

"Hi, do you know when the bridge reopens?" asks when the bridge reopens, and not whether somebody knows it.
"""

import re

_OPENING = re.compile(
    r"^(?:(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening))(?: there| everyone| all)?|thanks(?: a lot| so much)?|thank you|thx|cheers"
    r"|excuse me|sorry(?: to (?:bother|ask|disturb)(?: you)?(?: again)?)?|please|pls|(?:a |just a |one )?(?:quick|short|stupid|simple) question"
    r"|(?:my|the|another|one more|next) question(?: is)?|just curious|out of curiosity)\b[\s,.!:;–-]*(?:(?:but|and)\s+(?=\w))?",
    re.IGNORECASE,
)
_QUESTION_WORD = r"(?:who|whom|whose|what|which|when|where|why|how)(?:['’]?s)?"
_INDIRECT = re.compile(
    r"^(?:(?:and|so|but|ok|okay|well)[\s,]+)*"
    r"(?:(?:can|could|would|will) (?:you|u|anyone|anybody|someone|somebody)(?: please| kindly)?"
    r" (?:tell|show|remind|inform|explain)(?: (?:to )?(?:me|us))?"
    r"|(?:can|could|would) (?:you|u)(?: please)? let (?:me|us) know"
    r"|(?:do|does|did) (?:you|u|anyone|anybody|someone|somebody)(?: here)?(?: happen to)?(?: even)? know"
    r"|(?:i|we)(?: (?:just|really))?(?: (?:want|wanted|need|like|would like|would love)|['’]?d (?:like|love)) to"
    r" (?:know|ask|find out|understand|learn|hear)"
    r"|(?:i|we)(?:['’]?m| am| was|['’]?re| are| were)?(?: just)? (?:wonder(?:ing)?|curious|trying to find out)(?: about)?"
    r"|(?:(?:do (?:you|u) have|is there) )?any (?:idea|clue|word|news)(?: (?:of|on|about))?"
    r"|is it (?:known|clear)|do (?:we|they) know"
    r"|(?:please )?(?:tell|show|remind) (?:me|us)|what (?:i|we) (?:want|need|would like) to know is)"
    rf"[\s,:]+(?P<question>(?:{_QUESTION_WORD}|whether|if)\b.+)$",
    re.IGNORECASE | re.DOTALL,
)
_POLITE_REQUEST = re.compile(
    r"^(?:can|could|would|will) (?:you|u)(?: please| kindly)? (?=(?:tell|give|show|explain|describe|summari[sz]e|list|name|sum) )",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"^(?:whether|if)(?: or not)? (?P<subject>.+?)(?P<or_not> or not)?(?P<mark>\W*)$", re.IGNORECASE | re.DOTALL
)
_AUXILIARY = re.compile(
    r" (?P<auxiliary>(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did)(?:n['’]t)?)\b ?",
    re.IGNORECASE,
)
_BE_AT_END = re.compile(
    rf"^(?P<word>(?:who|what|where)) (?P<subject>(?:(?!{_QUESTION_WORD}\b).)+?) (?P<verb>is|are|was|were)(?P<mark>\W*)$",
    re.IGNORECASE,
)
_VERB_AT_END = re.compile(
    r"^(?P<word>what|when|where|why|how(?: much| often| long)?) (?P<subject>(?:the|a|an|this|that) (?:[\w'’-]+ ){1,4})"
    r"(?P<verb>\w{2,}[^\Wsiuo])s(?P<mark>\W*)$",
    re.IGNORECASE,
)
_REMARK_END = re.compile(r"[.!:;?]\s|\s[–—-]{1,3}\s|,\s(?:so |but |and )?")
_FIRST_PERSON = re.compile(r"\b(?:i|i['’]?m|i['’]ve|im|ive|my|me|we|we['’]re|our|us)\b", re.IGNORECASE)
_OPENS_QUESTION = re.compile(
    rf"^(?:(?:and|so|but)\s+)?(?:{_QUESTION_WORD}|is|are|was|were|has|have|had|will|would|can|could|may|must|should|does|do|did)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|this|that|these|those|he|him|his|she|her|they|them|their|there|then|so)\b|\b(?:why|how|when|where|who)\W*$",
    re.IGNORECASE,
)
_MIN_QUESTION_WORDS = 3


def direct_question(message: str) -> str:
    """Returns the question that a message asks; the message itself if it asks nothing else.

    Args:
        message: What the user typed, in one line.
    """
    text = _after_opening(message)
    text = _after_remark(text)
    indirect = _INDIRECT.match(text)
    return _with_question_order(indirect["question"]) if indirect else _POLITE_REQUEST.sub("", text)


def _after_opening(message: str) -> str:
    """Returns a message without its greetings and courtesies, if anything else remains."""
    text = message
    while match := _OPENING.match(text):
        text = text[match.end() :]
    return text if re.search(r"\w", text) else message


def _after_remark(text: str) -> str:
    """Returns the last clause if it is a question of its own, and what precedes it only tells about the asker.

    A question that points back ("Is that true?") needs the words before it.
    """
    ends = [match for match in _REMARK_END.finditer(text) if _FIRST_PERSON.search(text, 0, match.start())]
    for end in ends:
        question = text[end.end() :]
        is_question = _OPENS_QUESTION.match(question) and len(question.split()) >= _MIN_QUESTION_WORDS
        if is_question and not _OPENS_QUESTION.match(text) and not _POINTS_BACK.search(question):
            return question
    return text


def _with_question_order(clause: str) -> str:
    """Returns a clause in the order of a question: "whether the bridge is open", "who the mayor is", "what the ferry costs"."""
    be_at_end = _BE_AT_END.match(clause)
    if be_at_end:
        return f"{be_at_end['word']} {be_at_end['verb']} {be_at_end['subject']}{be_at_end['mark']}"
    verb_at_end = _VERB_AT_END.match(clause)
    if verb_at_end:
        word, subject, verb, mark = verb_at_end.group("word", "subject", "verb", "mark")
        return f"{word} does {subject}{verb}{mark}"
    whether = _WHETHER.match(clause)
    if whether is None:
        return clause
    statement, mark = f" {whether['subject']}", whether["mark"].strip()
    auxiliary = _AUXILIARY.search(statement)
    if auxiliary is None:
        return f"did{statement}{mark or '?'}"
    before, after = statement[: auxiliary.start()], statement[auxiliary.end() :]
    return f"{auxiliary['auxiliary']}{before} {after}".rstrip() + (mark or "?")
