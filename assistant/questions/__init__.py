"""What a question asks for: kind, time range, scope, small talk.

Input: the words of a question and the day it is asked on.
Output: a `Question`.
May import: `ingest`.
"""
