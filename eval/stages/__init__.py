"""Measures one stage of the product alone: follow-ups, yes/no, verification, first token, page speed.

Input: a data set.
Output: numbers.
May import: `eval.question_sets`, and the packages that it measures.
"""
