"""Answerer that calls a language model: providers, prompting, streaming, verification, article summaries.

Input: a question with its evidence, or an article to summarise.
Output: parts of an answer. Each sentence is verified against the passages that it cites.
May import: `extractive`, `answers`, `questions`, `facts`, `settings`, `ingest`, `prompts`.
"""
