"""The reading pane: the text of an article with the cited characters marked.

Input: an article and a request for a part of it. Output: HTML.
May import: the modules of `assistant.web` and `assistant.ingest`.
"""
