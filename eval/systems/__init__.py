"""Systems that are measured: the assistant and its baselines.

Input: questions.
Output: outcomes.
May import: `eval.results`, `eval.question_sets`, `eval.metrics`.
"""
