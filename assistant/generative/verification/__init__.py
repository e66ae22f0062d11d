"""Verification of statements against the passages that they cite: facts, negation and meaning, without a language model.

Input: a statement, the question, and the cited passages.
Output: whether the passages support it, why not, and which sentences support it.
May import: `extractive.qa_model`, `retrieval.fusion`, `questions`, `facts`, `ingest`, `logistic`.
"""
