"""Fetches web addresses within limits, and restricts what untrusted users can fetch.

Input: a web address and `FetchLimits`.
Output: a `Document`.
May import: `ingest.errors`, `ingest.readers`; `untrusted` also `ingest.sources`.
"""
