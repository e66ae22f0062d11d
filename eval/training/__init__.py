"""Fits weights and trains models.

Input: question sets and published data.
Output: weights and graphs that ship with the package.
May import: all of `eval`.
"""
