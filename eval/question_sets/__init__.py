"""Question sets: readers, samples, halves, and the day on which a question is asked.

Input: a folder or a file.
Output: questions with gold answers.
May import: `eval.metrics.text_match`, `ingest`.
"""
