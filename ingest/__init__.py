"""The ingest pipeline: reads sources as articles, cuts them into passages, embeds these and stores all of it in a library.

Input: paths, web addresses and opened documents. Output: a `Library` and an `IngestReport`.
Imports no other package of the project.
"""
