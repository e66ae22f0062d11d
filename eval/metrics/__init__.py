"""Metrics over question outcomes, with confidence intervals.

Input: outcomes.
Output: numbers.
May import: `eval.results`.
"""
