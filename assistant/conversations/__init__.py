"""Conversations: turns, follow-up questions rewritten as standalone questions, and the store.

Input: a question and the turns before it.
Output: a standalone question.
May import: `generative`, `facts`, `answers`, `questions`, `ingest`, `prompts`.
"""
