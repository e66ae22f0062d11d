"""Finds the canonical address of a page, so that one page under several addresses is one article."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING_PREFIXES = ("utm_", "mc_", "pk_", "hsa_", "at_", "_hs", "oly_", "vero_")
_TRACKING_PARAMETERS = {
    *("fbclid", "gclid", "dclid", "msclkid", "yclid", "twclid", "igshid", "ocid", "cmpid", "cid_source", "ito", "smid"),
    *("ncid", "ref_src", "mkt_tok", "xtor", "wt_mc", "guccounter", "guce_referrer", "guce_referrer_sig", "sh"),
}
_VARIANT_HOSTS = ("www.", "m.", "mobile.", "amp.")


def canonical_address(tree: Any, url: str) -> str:  # noqa: ANN401 (an lxml element)
    """Returns the address that a page declares as its own, or the given one without the parameters of campaigns.

    A declaration counts only if it names the same site, and not the home page for an article: other pages must not be replaced.

    Args:
        tree: The page.
        url: The address of the page after redirects.
    """
    address = without_tracking(url)
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for value in tree.xpath(path):
            declared = _resolved(url, str(value).strip())
            if declared and _may_replace(declared, address):
                return without_tracking(declared)
    return address


def without_tracking(url: str) -> str:
    """Returns the address without fragment and without the parameters that campaigns add."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _is_tracking(key.lower())]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _is_tracking(key: str) -> bool:
    return key.startswith(_TRACKING_PREFIXES) or key in _TRACKING_PARAMETERS


def _resolved(url: str, value: str) -> str | None:
    try:
        return urljoin(url, value) if value else None
    except ValueError:
        return None


def _may_replace(declared: str, url: str) -> bool:
    ours, theirs = urlsplit(url), urlsplit(declared)
    if theirs.scheme not in {"http", "https"} or _site(theirs.netloc) != _site(ours.netloc):
        return False
    return theirs.path.strip("/") != "" or ours.path.strip("/") == ""


def _site(netloc: str) -> str:
    host = netloc.lower()
    for prefix in _VARIANT_HOSTS:
        host = host.removeprefix(prefix)
    return host
