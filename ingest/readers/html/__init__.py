"""Finds the article in a web page: its text, its date, its metadata.

Input: the parsed tree of a page.
Output: candidate texts, evidence of the publication date, structured data, and signs that the page is not an article.
May import: `ingest.article`, `ingest.errors`, `ingest.language`, `ingest.readers.markup`.
"""
