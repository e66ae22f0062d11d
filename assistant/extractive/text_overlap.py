"""Measures how many content words two texts share."""

from assistant.ingest.article import Article
from assistant.ingest.language.content_words import content_stems
from assistant.ingest.language.english import ENGLISH
from assistant.ingest.language.language import Language


def unique_stems(text: str, language: Language = ENGLISH) -> frozenset[str]:
    """Returns the stems of the content words of a text."""
    return frozenset(content_stems(text, language))


def article_stems(article: Article, language: Language) -> frozenset[str]:
    """Returns the stems of the content words of an article and its title."""
    return unique_stems(f"{article.title}\n{article.text}", language)


def word_similarity(text: str, other: str) -> float:
    """Returns the share of common content words (Jaccard index), from 0 to 1."""
    stems, other_stems = unique_stems(text), unique_stems(other)
    return len(stems & other_stems) / len(stems | other_stems) if stems | other_stems else 0.0


def word_containment(text: str, other: str) -> float:
    """Returns the share of the content words of the shorter text that the other has too, from 0 to 1."""
    stems, other_stems = unique_stems(text), unique_stems(other)
    return len(stems & other_stems) / min(len(stems), len(other_stems)) if stems and other_stems else 0.0


def fraction_shared(stems: frozenset[str], among: frozenset[str]) -> float:
    """Returns the share of `stems` that is in `among`; 0 if there are no stems."""
    return len(stems & among) / len(stems) if stems else 0.0
