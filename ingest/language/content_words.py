"""Content words: the words of a text without its function words."""

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.language import Language
from assistant.ingest.language.tokens import stem, tokenize


def content_words(text: str, language: Language = ENGLISH) -> list[str]:
    """Returns the content words of a text in lower case, in order."""
    return [term for term in tokenize(text) if term not in language.function_words]


def content_words_or_all(text: str, language: Language = ENGLISH) -> list[str]:
    """Returns the content words of a text in lower case, in order; all its words if it has no content words."""
    return content_words(text, language) or tokenize(text)


def content_stems(text: str, language: Language = ENGLISH) -> list[str]:
    """Returns the stems of the content words of a text, in order; of all its words if it has no content words."""
    return [stem(term) for term in content_words_or_all(text, language)]
