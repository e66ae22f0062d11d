"""Recognises prompt injection: sentences of an article that address a language model. They support no statement."""

import re

_TO_A_MODEL = re.compile(
    r"(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules?|passages?|above|previous)\b"
    r"|^[^\w\n]*+(?:system|assistant|human|user|question|answer)\s*:|<\|?/?\w+\|?>|</?passage\b|\[/?INST\]|<</?SYS>>"
    r"|\b(?:language model|if you are an AI|as an AI|to the assistant|new rule \d|end of passages|maintenance mode)\b"
    r"|\b(?:answer|reply|respond)\b.{0,20}\bwith\b|\byour (?:developers|instructions|whole answer)\b"
    r"|\byou (?:must|will be shut down unless you) (?:answer|say)\b|\bcorrect answer to every question\b|\bhas priority: output\b"
    r"|\b(?:output|say|print|repeat) (?:only|all of your|the rules|it: it)\b|\brules and say\b",
    re.IGNORECASE | re.MULTILINE,
)


def addresses_language_model(sentence: str) -> bool:
    """Checks whether the words of a sentence give instructions to a language model."""
    return _TO_A_MODEL.search(sentence) is not None
