"""Citations are made here and nowhere else: from offsets, so that a quote cannot differ from its article."""

from assistant.answers.answer import Citation, Evidence, RelatedArticle
from assistant.ingest.article import Article

_RELATED = 3
_RELATED_FROM = 0.3  # cosine; below, an article has nothing to do with the question


def cite(number: int, article: Article, start: int, end: int, score: float, also_in: tuple[str, ...] = ()) -> Citation:
    """Cites the characters `start` to `end` of an article.

    Raises:
        ValueError: If there are no such characters.
    """
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"article {article.id!r} has {len(article.text)} characters, no {start} to {end}")
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published.date() if article.published else None,
        start=start,
        end=end,
        quote=article.text[start:end],
        score=round(score, 4),
        also_in=also_in,
    )


def related(article: Article) -> RelatedArticle:
    """Names an article that is near to a question without answering it."""
    return RelatedArticle(
        article_id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published.date() if article.published else None,
    )


def related_articles(evidence: Evidence) -> tuple[RelatedArticle, ...]:
    """The nearest articles, for a question that none of them answers."""
    near = [hit for hit in evidence.hits if hit.meaning >= _RELATED_FROM]
    articles = {hit.stored.article.id: hit.stored.article for hit in near}
    return tuple(related(article) for article in list(articles.values())[:_RELATED])
