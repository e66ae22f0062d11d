"""Measures cost by library size, and ingest speed.

Input: real articles.
Output: times, memory and disk use of libraries of growing size, made of real articles and synthetic copies.
May import: `eval.question_sets`, `eval.results`, `eval.systems.baselines`.
"""
