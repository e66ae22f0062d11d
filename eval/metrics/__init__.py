"""Metrics over the outcomes of a run, with confidence intervals.

Input: outcomes.
Output: numbers.
May import: `eval.results`.
"""
