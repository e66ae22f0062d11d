"""Fits the weights of the extractive answerer to question sets.

Input: the dev halves of question sets and chat sets, and libraries of their articles.
Output: weights and a threshold.
May import: `eval.article_library`, `eval.question_sets`, `eval.metrics`, and the packages whose weights it fits.
"""
