"""Fetches web addresses within limits, and guards what untrusted callers may have fetched.

Input: a web address.
Output: a `Document`.
May import: `ingest.errors`, `ingest.readers`.
"""
