"""Question analysis: what a question asks for, its time range and scope, small talk.

Input: the text of a question and its date.
Output: a `Question`, a `DateRange`, a `Scope` or `SmallTalk`.
May import: `ingest`.
"""
