"""Conversations: turns, follow-up questions rewritten as stand-alone questions, the store.

Input: a question and the turns before it.
Output: a stand-alone question.
May import: `generative`, `facts`, `answers`, `questions`, `ingest`, `prompts`.
"""
