"""The catalog in PostgreSQL, for a library that many machines share.

Input and output: those of `Catalog`. May import the shared SQL of `assistant.ingest.library`.
"""
