"""The library page: adding, finding, reading and removing articles.

Input: the events of the library page and uploaded files. Output: HTML, and ingest jobs.
May import: `assistant.web.reading`, the modules of `assistant.web`, `assistant.api` and below.
"""
