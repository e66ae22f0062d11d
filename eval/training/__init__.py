"""Fits weights and trains models.

Input: the dev halves of question sets, and published data.
Output: weights and graphs that ship with the package.
May import: all of `eval`.
"""
