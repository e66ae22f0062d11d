"""The answerer that quotes: it ranks sentences of the evidence and cites those that answer.

Input: a `Question` and `Evidence`.
Output: findings with citations, or none.
May import: `retrieval`, `facts`, `answers`, `questions`, `ingest`.
"""
