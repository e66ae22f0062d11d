"""Function words of languages, from the collection Stopwords ISO."""

from assistant.ingest.language.scripts import UNSPACED


def function_words_of(tag: str) -> frozenset[str]:
    """Returns the function words of a language in lower case; empty if the collection has none.

    Punctuation is left out, and so are single Chinese characters, which are parts of many words.

    Args:
        tag: The tag of the language, for example "de".
    """
    import stopwordsiso

    words = stopwordsiso.stopwords(tag) if stopwordsiso.has_lang(tag) else ()
    return frozenset(
        word.lower() for word in words if word.isalpha() and not (len(word) == 1 and UNSPACED.search(word))
    )
