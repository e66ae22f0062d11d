"""What of a passage is given to the embedder: its words, under the title and the date of its article."""

from assistant.ingest.article import Article, Passage

_TITLE_CHARS = 200


def embedded_text(article: Article, passage: Passage) -> str:
    """The text that stands for a passage in the vector index; what is stored and cited remains the slice."""
    heading = article.title[:_TITLE_CHARS]
    if article.published:
        heading += f" ({article.published.day} {article.published:%B %Y})"
    return f"{heading}\n{passage.text(article)}"
