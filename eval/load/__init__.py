"""Measures the HTTP API under load.

Input: a question set and a library.
Output: latencies, errors, wrong citations, memory.
May import: `eval.question_sets`.
"""
