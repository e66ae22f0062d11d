"""Replies about the library itself, and suggestions of questions.

Input: small talk, or an answer.
Output: a reply that cites articles, or questions that the articles answer.
May import: `conversations`, `generative`, `extractive`, `retrieval`, `answers`, `questions`, `ingest`, `prompts`.
"""
