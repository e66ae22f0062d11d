"""Question sets: reading, sampling, the day that a question is asked on.

Input: a folder or a file.
Output: questions with what is right.
May import: `ingest`.
"""
