"""Reports: the HTML page, curves, comparisons, failed questions.

Input: results.
Output: HTML, and differences with confidence intervals.
May import: `eval.metrics`, `eval.results`.
"""
