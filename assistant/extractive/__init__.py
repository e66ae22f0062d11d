"""The extractive answerer: it ranks the sentences of the evidence and quotes those that answer.

Input: a `Question` and `Evidence`.
Output: cited statements, or none if the evidence does not answer.
May import: `retrieval`, `facts`, `answers`, `questions`, `ingest`.
"""
