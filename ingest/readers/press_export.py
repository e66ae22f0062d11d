"""Splits the exports of press databases: text files of Nexis and Factiva that hold many articles."""

from assistant.ingest.article import ParsedArticle
from assistant.ingest.readers.factiva_export import split_factiva
from assistant.ingest.readers.nexis_export import split_nexis


def split_export(text: str) -> list[ParsedArticle] | None:
    """Returns the articles of an export, or None if the text is not one.

    Args:
        text: The whole text of the file.
    """
    return split_nexis(text) or split_factiva(text) or None
