"""Replaces names of a question that no article contains by the spelling that the articles use."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.ingest.language.english import FUNCTION_WORDS
from assistant.ingest.language.name_spelling import first_letters, spelling_distance
from assistant.ingest.language.tokens import stem, tokenize
from assistant.ingest.library import Catalog
from assistant.ingest.library.lexical_query import all_of, any_of
from assistant.questions.question import Question

_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]|\n)[\s\"“‘'(\[]*$")
# "ORourke", "al-Rashid" written "AlRashid"
_PARTICLE = re.compile(r"(o|al|el|mc|mac|d|l)(?=[^\W\d_]{4,})", re.IGNORECASE)
_MAX_CANDIDATES = 8
_PASSAGES_READ = 3
_CONTEXT_CHARS = 8


def with_known_names(question: Question, catalog: Catalog) -> Question:
    """Returns the question with the articles' spelling of its names; the question itself if they contain all its words.

    Args:
        question: The question as it was typed.
        catalog: The catalog of the library.
    """
    stems = {
        word: stem("".join(tokenize(word)))
        for word in _WORD.findall(question.text)
        if _may_be_name(word, question.text)
    }
    if not stems:
        return question
    frequencies = catalog.document_frequencies({*stems.values(), *question.stems})
    known = [word_stem for word_stem in question.stems if word_stem in frequencies]
    spellings = {
        word: spelling
        for word, word_stem in stems.items()
        if word_stem not in frequencies
        and (spelling := _known_spelling(word, known, catalog) or _with_particle_apart(word, catalog))
    }
    if not spellings:
        return question
    return replace(question, text=_WORD.sub(lambda match: spellings.get(match[0], match[0]), question.text))


def _may_be_name(word: str, question: str) -> bool:
    """Checks whether a word is capitalised, or the whole question is in lower case."""
    return word.lower() not in FUNCTION_WORDS and (not word.islower() or question[1:].islower())


def _known_spelling(word: str, known: Sequence[str], catalog: Catalog) -> str | None:
    """Returns the name in the articles that is closest to a word, and of equally close ones the most frequent.

    Args:
        word: The word as it was typed.
        known: Stems of the question that articles contain. One of them has to occur with the name.
        catalog: The catalog.
    """
    word_stem = stem("".join(tokenize(word)))
    close = [
        (distance, -passages, term)
        for term, passages in catalog.terms_beginning(first_letters(word_stem)).items()
        if (distance := spelling_distance(word_stem, term)) is not None
    ]
    for _, _, term in sorted(close)[:_MAX_CANDIDATES]:
        occurs = any(catalog.search_bm25(all_of([term, other]), 1) for other in known) if known else True
        name = _as_printed(term, catalog) if occurs else None
        if name and spelling_distance(word, name) is not None:
            return name
    return None


def _with_particle_apart(word: str, catalog: Catalog) -> str | None:
    """Returns a name as articles print it with a mark after its particle: "O’Rourke" for "ORourke"."""
    particle = _PARTICLE.match(word)
    if particle is None:
        return None
    rest = word[particle.end() :]
    printed = re.compile(rf"\b{particle[0]}[’'‑ -]{re.escape(rest)}\b", re.IGNORECASE)
    numbers = [number for number, _ in catalog.search_bm25(any_of([stem("".join(tokenize(rest)))]), _PASSAGES_READ)]
    texts = (stored.passage.text(stored.article) for stored in catalog.passages(numbers))
    return next((match[0] for text in texts if (match := printed.search(text))), None)


def _as_printed(term: str, catalog: Catalog) -> str | None:
    """Returns a term as articles print it; None if it is no name there: names are capitalised wherever they stand."""
    numbers = [number for number, _ in catalog.search_bm25(any_of([term]), _PASSAGES_READ)]
    printed: list[str] = []
    for stored in catalog.passages(numbers):
        text = stored.passage.text(stored.article)
        for match in _WORD.finditer(text):
            if stem("".join(tokenize(match[0]))) != term:
                continue
            if match[0].islower():
                return None
            opens_sentence = _SENTENCE_START.search(text, max(0, match.start() - _CONTEXT_CHARS), match.start())
            printed.append("" if opens_sentence else match[0])
    name = next(filter(None, printed), None)
    return name.capitalize() if name and name.isupper() else name
