"""The data of an answer (statements, citations, evidence), and the protocol of an answerer.

Input: a question and its evidence.
Output: an `Answer`, or the events that lead to it.
May import: `questions`, `ingest`, `prompts`; no answerer.
"""
