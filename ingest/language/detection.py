"""Detects the natural language of texts and of questions."""

import re
from collections.abc import Sequence
from copy import copy
from functools import cache
from tempfile import gettempdir
from typing import TYPE_CHECKING

from assistant.ingest.errors import LibraryError
from assistant.ingest.language.scripts import LANGUAGES_OF_OTHER_SCRIPTS, languages_of_script
from assistant.ingest.language.tokens import words_of

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_READ_CHARS = 3_000
_MIN_LETTERS = 40  # of a text whose language can be told
_MIN_LETTERS_AGAINST_TAG = 200
_MIN_PROBABILITY = 0.9
_MIN_PROBABILITY_AGAINST_TAG = 0.99
_MIN_PROBABILITY_OF_QUESTION = 0.8
_MIN_WORDS = 2  # of a question whose language can be told
_ENGLISH = "en"
# The detector takes one of these languages for another; the source knows better.
_RELATED = (
    frozenset({"bs", "hr", "sr", "sl", "mk"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"id", "ms", "jv"}),
    frozenset({"zh", "yue", "wuu"}),
    frozenset({"cs", "sk"}),
    frozenset({"pt", "gl"}),
    frozenset({"es", "gl", "ca", "an"}),
    frozenset({"af", "nl"}),
    frozenset({"ru", "be", "uk"}),
    frozenset({"fa", "ps"}),
    frozenset({"hi", "mr", "ne", "sa"}),
)
# Words of English questions that other languages do not have.
_ENGLISH_QUESTION_WORDS = ("what", "when", "where", "why", "who", "whose", "which", "how")
_ENGLISH_QUESTION = re.compile(rf"\W*(?:{'|'.join(_ENGLISH_QUESTION_WORDS)})\b", re.IGNORECASE)
_ENGLISH_WORDS = frozenset({*_ENGLISH_QUESTION_WORDS, "the", "are", "did", "does", "has", "were", "with", "from"})
_MIN_ENGLISH_WORDS = 2


def article_language(text: str, declared: str | None) -> tuple[str | None, bool]:
    """Returns the language of an article, and whether it was detected.

    The tag that the source declares counts, unless the text is clearly in another language: many pages declare the language of their
    template.

    Args:
        text: The title and text of the article.
        declared: The BCP 47 tag that the source declares; None if it declares none.

    Returns:
        A BCP 47 tag, or None if the text is too short to tell.

    Raises:
        LibraryError: If the model cannot be loaded; see `question_language`.
    """
    sample = text[:_READ_CHARS]
    letters = sum(char.isalpha() for char in sample)
    if letters < _MIN_LETTERS:
        return declared, False
    of_script = languages_of_script(sample)
    language, probability = _most_likely(sample, of_script)
    if declared is None:
        return (language, True) if probability >= _MIN_PROBABILITY else (None, False)
    tag = declared.split("-")[0].lower()
    is_possible = tag in of_script if of_script else tag not in LANGUAGES_OF_OTHER_SCRIPTS
    is_related = tag == language or any({tag, language} <= group for group in _RELATED)
    is_certain = letters >= _MIN_LETTERS_AGAINST_TAG and probability >= _MIN_PROBABILITY_AGAINST_TAG
    return (declared, False) if is_related or (is_possible and not is_certain) else (language, True)


def likely_language(text: str, declared: str | None) -> str | None:
    """Returns the language of an article by its script, without loading the model; the declared one if the script does not tell.

    Args:
        text: The title and text of the article.
        declared: The BCP 47 tag that the source declares; None if it declares none.
    """
    of_script = languages_of_script(text[:_READ_CHARS])
    is_possible = not of_script or (declared is not None and declared.split("-")[0].lower() in of_script)
    return declared if is_possible else of_script[0]


def question_language(text: str, candidates: Sequence[str]) -> str:
    """Returns the language of a question; English if its few words do not tell.

    Args:
        text: The question.
        candidates: The tags of the languages that a question may be in.

    Raises:
        LibraryError: If the model cannot be loaded, such as when the disk has no room for its temporary file.
    """
    of_script = languages_of_script(text)
    if of_script:
        return _of_script(text, [language for language in of_script if language in candidates] or of_script[:1])
    words = set(words_of(text))
    if _ENGLISH_QUESTION.match(text):  # names may be of another language: "Who is Łukasz Żabiński?"
        return _ENGLISH
    # Loading the detector takes longer than finding an answer.
    if len(words) < _MIN_WORDS or len(words & _ENGLISH_WORDS) >= _MIN_ENGLISH_WORDS:
        return _ENGLISH
    possible = {language for language in candidates if language not in LANGUAGES_OF_OTHER_SCRIPTS}
    language, probability = _most_likely(text, tuple(sorted({*possible, _ENGLISH})))
    return language if probability >= _MIN_PROBABILITY_OF_QUESTION else _ENGLISH


def _of_script(text: str, possible: Sequence[str]) -> str:
    """Returns the most likely of the languages of a script; the first one, which most texts have, unless another is clearly likelier."""
    language, probability = _most_likely(text, tuple(possible))
    return language if probability >= _MIN_PROBABILITY else possible[0]


def _most_likely(text: str, candidates: tuple[str, ...] = ()) -> tuple[str, float]:
    """Returns the most likely language and its probability, from 0 to 1."""
    if len(candidates) == 1:
        return candidates[0], 1.0
    language, probability = _identifier(candidates).classify(text)
    return str(language), float(probability)


@cache
def _identifier(candidates: tuple[str, ...]) -> "LanguageIdentifier":
    identifier = copy(_identifier_of_all())
    known = [label for label in candidates if label in identifier.labels]
    if known:
        identifier.set_languages(known)
    return identifier


@cache
def _identifier_of_all() -> "LanguageIdentifier":
    """Loads the model of the languages with a tag of two letters, which takes half a second and 75 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        model = LanguageIdentifier.from_model_file(MODEL_FILE)
    except OSError as error:
        raise LibraryError(
            f"the model of the language detection cannot be loaded ({error.strerror or error}); "
            f"free some space on the disk of {gettempdir()}, or install py3langid again"
        ) from error
    model.set_languages([label for label in model.labels if len(label) == 2])
    # A model of its own, because the first one keeps the values of all languages.
    return LanguageIdentifier(
        model.nb_ptc,
        model.nb_pc,
        model.nb_classes,
        model.tk_nextmove,
        model.tk_output,
        norm_probs=True,
        tk_row=model.tk_row,
    )
