"""Reports: tables, curves, comparisons, failed questions.

Input: results.
Output: HTML.
May import: `eval.metrics`, `eval.results`.
"""
