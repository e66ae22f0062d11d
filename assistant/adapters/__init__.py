"""Adapters for other frameworks: llama-index and LangChain.

Input: an open `Assistant`.
Output: objects of the framework.
May import: everything except the other entry points.
"""
