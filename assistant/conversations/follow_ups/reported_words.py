"""Takes what was said from a sentence that also tells who said it, so that a question about the speaker does not name the speaker."""

import re

_SAID = r"(?:said|says|told|tells|added|adds|announced|stated|wrote|writes|claimed|claims|explained|reported|reports|warned|argued)"
_AFTER = re.compile(
    rf",?[\"”]?,? (?:according to [^,.]+|[^,.\"“”]{{1,60}} {_SAID}(?: [^,.\"“”]*)?|{_SAID} [^.\"“”]{{1,80}})\.?\s*$"
)
_BEFORE = re.compile(rf"^(?:According to [^,]{{1,60}}, |[^,.\"“”]{{1,60}} {_SAID}(?: on \w+)?(?: that|,|:)? )")
_QUOTES = re.compile(r"[\"“”]")
_MIN_WORDS = 2


def reported_words(sentence: str) -> str:
    """Returns what was said, without the speaker, the quotation marks and the full stop; the sentence itself if it names no speaker.

    "The signal was red, the office said." becomes "The signal was red".

    Args:
        sentence: A sentence of an article.
    """
    text = sentence.strip()
    for pattern in (_AFTER, _BEFORE):
        rest = pattern.sub("", text)
        if rest != text and len(rest.split()) >= _MIN_WORDS:
            return _QUOTES.sub("", rest).strip().rstrip(".,;:")
    return sentence
