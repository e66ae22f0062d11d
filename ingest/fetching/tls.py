"""The TLS settings of all requests. Loading the trusted certificates takes milliseconds, so that is done once."""

import os
import ssl
from functools import lru_cache


def ssl_context() -> ssl.SSLContext:
    """Returns the settings; they trust the certificates that the environment names, or those of the package certifi."""
    return _context(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@lru_cache(maxsize=4)
def _context(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()
