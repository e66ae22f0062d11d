"""Replies about the library itself, and suggested questions.

Input: small talk, or a question about the library.
Output: an `Answer`.
May import: `conversations`, `generative`, `extractive`, `retrieval`, `answers`, `questions`, `ingest`, `prompts`.
"""
