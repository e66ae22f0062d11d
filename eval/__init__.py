"""Measures the product: question sets, systems and baselines, metrics, results, reports, fitting and training.

Input: question sets and libraries.
Output: results, reports, and weights that ship with the package.
May import: everything except the command line.
"""
