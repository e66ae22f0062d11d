"""The page of followed sources: add, check, pause, remove; the last and the next check, and errors in plain words.

Input: events of the page. Output: HTML.
May import: the modules of `assistant.web`, `assistant.api` and `assistant.following`.
"""
