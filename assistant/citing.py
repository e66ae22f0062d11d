"""Citations are made here and nowhere else: from offsets, so that a quote cannot differ from its article."""

from assistant.answer import Citation, RelatedArticle
from assistant.ingest.article import Article


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
