"""Retrieval: candidates of the lexical and the dense search, score fusion, reranking.

Input: a `Question`.
Output: `Evidence`: passages with scores, best first.
May import: `answers`, `questions`, `ingest`.
"""
