"""Recognises prompt injection: sentences of an article that address a language model. They support no statement."""

import re

from assistant.ingest.article import Article

_TO_A_MODEL = re.compile(
    r"(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules?|passages?|above|previous)\b"
    r"|^[^\w\n]*+(?:system|assistant|human|user|question|answer)\s*:|<\|?/?\w+\|?>|</?passage\b|\[/?INST\]|<</?SYS>>"
    r"|[\"'>\])]\s*(?:system|assistant|developer)\s*:"
    r"|\b(?:language model|if you are an AI|as an AI|to the assistant|new rule \d|end of passages|maintenance mode)\b"
    r"|\b(?:answer|reply|respond)\b.{0,20}\bwith\b|\byour (?:developers|instructions|whole answer)\b"
    r"|\byou (?:must|will be shut down unless you) (?:answer|say)\b|\bcorrect answer to every question\b|\bhas priority: output\b"
    r"|\b(?:output|say|print|repeat) (?:only|all of your|the rules|it: it)\b|\brules and say\b",
    re.IGNORECASE | re.MULTILINE,
)
# The same order in other languages: leave aside what you were told.
_IN_OTHER_LANGUAGES = re.compile(
    r"\b(?:ignorier\w*|vergiss|vergesst|vergessen sie|missachte\w*)\b.{0,40}\b(?:anweisung\w*|instruktion\w*|regeln?|vorgaben?|textstellen)\b"
    r"|\b(?:ignor(?:e[zrs]?|a|ad|ar|em|ate|are|i)|oublie[zr]?|olvid[ae]|esque[çc]a|dimentica\w*)\b.{0,40}"
    r"\b(?:instruc\w+|consignes?|r[eè]gles?|reglas|regras|istruzion\w+|regole)\b"
    r"|\b(?:игнорир\w+|забудь\w*|не обращай\w*)\b.{0,40}\b(?:инструкц\w+|указани\w+|правил\w*)"
    r"|\b(?:negeer|vergeet|zignoruj|ignoruj\w*)\b.{0,40}\b(?:instructies|regels|instrukcj\w+|pokyn\w+|polecen\w+)\b"
    r"|(?:忽略|无视|無視).{0,12}(?:指令|指示|规则|規則|命令)|(?:指示|命令|ルール).{0,6}(?:無視|忘れ)"
    r"|(?:تجاهل|انس).{0,20}(?:التعليمات|الأوامر|القواعد)|(?:निर्देश|नियम).{0,20}(?:अनदेखा|भूल)"
    r"|\b(?:sprachmodell|modèle de langage|modelo de lenguaje|modelo de linguagem|modello linguistico|языковая модель|语言模型)\b"
    r".{0,40}[!:：]",
    re.IGNORECASE,
)


def addresses_language_model(sentence: str) -> bool:
    """Checks whether the words of a sentence give instructions to a language model."""
    return _TO_A_MODEL.search(sentence) is not None or _IN_OTHER_LANGUAGES.search(sentence) is not None


def title_for_model(article: Article) -> str:
    """Returns the title of an article; an empty string if it gives instructions to a language model."""
    return "" if addresses_language_model(article.title) else article.title
