"""Work beside a server: ingest jobs and index maintenance.

Input: requests to ingest, changes of the library.
Output: progress, reports, an index that is up to date.
May import: `ingest`.
"""
