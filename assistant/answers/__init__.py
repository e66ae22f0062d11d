"""What an answer is: statements, citations, evidence, and the protocol of an answerer.

Input: question and evidence.
Output: an `Answer`, or the events that lead to it.
May import: `questions`, `ingest`, `prompts`; no answerer.
"""
