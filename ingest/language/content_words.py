"""Content words: the words of a text without its function words."""

from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.language import Language
from assistant.ingest.language.scripts import UNSPACED, unspaced_runs
from assistant.ingest.language.tokens import ngrams, stem, tokenize, words_of


def content_words(text: str, language: Language = ENGLISH) -> list[str]:
    """Returns the content words of a text in lower case, in order.

    Text that is written without spaces has no words to separate. Between function words, its n-grams are returned.
    """
    words: list[str] = []
    for word in words_of(text, language.tag):
        if not UNSPACED.search(word):
            words += [word] if word not in language.function_words else []
            continue
        for run, length in unspaced_runs(word):
            if length:
                parts = [part for part in language.unspaced_function_words.split(run) if part]
                words += [gram for part in parts for gram in ngrams(part, length) or [part]]
            elif run not in language.function_words:
                words.append(run)
    return words


def content_words_or_all(text: str, language: Language = ENGLISH) -> list[str]:
    """Returns the content words of a text in lower case, in order; all its words if it has no content words."""
    return content_words(text, language) or tokenize(text)


def content_stems(text: str, language: Language = ENGLISH) -> list[str]:
    """Returns the stems of the content words of a text, in order; of all its words if it has no content words."""
    return [stem(term, language.tag) for term in content_words_or_all(text, language)]
