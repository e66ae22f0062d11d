"""Splits an ingest over the workers of a Dask cluster.

Input: documents and articles. Output: the same as the local executor's: the workers read, cut and embed, and one process stores.
May import everything of `assistant.ingest`. Imports Dask only when workers are opened.
"""
