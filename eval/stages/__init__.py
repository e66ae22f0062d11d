"""Measures one stage by itself: follow-ups, yes and no, verification, first token, page speed.

Input: a data set.
Output: numbers.
May import: `eval.question_sets`.
"""
