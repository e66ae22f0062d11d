"""Measures the HTTP API under load.

Input: a question set.
Output: latencies, errors, memory.
May import: `eval.question_sets`.
"""
