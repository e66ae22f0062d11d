"""Results of runs: outcomes, environment, journal.

Input: outcomes.
Output: a file that can be compared and repeated.
May import: nothing else of `eval`.
"""
