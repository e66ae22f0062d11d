"""Makes citations, always from offsets, so that a quote cannot differ from its article."""

from assistant.answers.answer import Citation, Evidence, Hit, RelatedArticle
from assistant.ingest.article import Article

_MAX_RELATED = 3
_MIN_RELATED_COSINE = 0.3  # below, an article has nothing to do with the question


def cite(number: int, article: Article, start: int, end: int, score: float, also_in: tuple[str, ...] = ()) -> Citation:
    """Cites the characters `start` to `end` of an article.

    Raises:
        ValueError: If the article has no such characters.
    """
    if not 0 <= start < end <= len(article.text):
        raise ValueError(f"article {article.id!r} has {len(article.text)} characters, no {start} to {end}")
    return Citation(
        number=number,
        article_id=article.id,
        edition=article.edition,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published.date() if article.published else None,
        start=start,
        end=end,
        quote=article.text[start:end],
        score=round(score, 4),
        also_in=also_in,
        is_incomplete=article.is_incomplete,
    )


def cite_hit(number: int, hit: Hit, start: int, end: int, score: float) -> Citation:
    """Cites the characters `start` to `end` of a hit's article, and names the other publications that contain them."""
    return cite(number, hit.article, start, end, score, hit.also_in_with(hit.article.text[start:end]))


def related_articles(evidence: Evidence) -> tuple[RelatedArticle, ...]:
    """Returns the nearest articles, for a question that none of them answers."""
    articles = {hit.article.id: hit.article for hit in evidence.hits if hit.dense_score >= _MIN_RELATED_COSINE}
    return tuple(_related_article(article) for article in list(articles.values())[:_MAX_RELATED])


def _related_article(article: Article) -> RelatedArticle:
    return RelatedArticle(
        article_id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published=article.published.date() if article.published else None,
    )
