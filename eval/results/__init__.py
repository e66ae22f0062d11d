"""Results of a run: outcomes, environment, journal.

Input: outcomes.
Output: a file that can be compared and repeated.
May import: nothing of `eval`.
"""
