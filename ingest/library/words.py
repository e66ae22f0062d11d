"""How text becomes search terms: the same for what is stored and for what is asked."""

import re

_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])")
_TOKEN = re.compile(r"[^\W_]+")


def searchable(text: str) -> str:
    """The text with white space around each Chinese, Japanese or Korean character, so that each is a term of its own."""
    return _CJK.sub(r" \1 ", text)


def terms(text: str) -> list[str]:
    """The terms of a question in order, lower-cased, repeated ones kept; punctuation and underscores part them."""
    return _TOKEN.findall(searchable(text).lower())
