"""Decides when a page was published, from all evidence that the page gives.

Each kind of evidence has a weight, fitted to how often it is right on pages with known dates. The day with the largest sum wins.
A day below `MIN_WEIGHT` is not accepted: no date is better than a guess. Dates of updates are never evidence.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from typing import Any

from assistant.ingest.language.dates import parse_date
from assistant.ingest.readers.html.blocks import Block, headline_index, is_in_surrounding, list_blocks, main_elements
from assistant.ingest.readers.html.printed_dates import MAX_TEXT_CHARS, Label, PrintedDate, find_dates
from assistant.ingest.readers.html.structured_data import ArticleData

MIN_WEIGHT = 1.5
"""The smallest sum of weights that is accepted."""

# The weights of htmldate's fast and extensive search.
_SEARCH_WEIGHTS = (1.5, 0.7)

STRUCTURED = "structured data"
METADATA = "metadata"
ADDRESS = "address"
LABELLED = "printed as the publication date"
HEADLINE = "printed near the headline"
PRINTED = "printed on the page"
SEARCH = "found by htmldate"

_META_PUBLISHED = {
    *("article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished"),
    *("publishdate", "publish-date", "publish_date", "published_time", "published-date", "publication_date", "pubdate"),
    *("og:pubdate", "article.published", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "ptime"),
    *("publicationdate", "article:publication_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "ob:date"),
    *("citation_publication_date", "dc.date.created", "rnews:datepublished", "bt:pubdate", "displaydate", "gentime"),
    *("dcsext.articlefirstpublished", "originalpublicationdate", "iso-8601-publish-date", "vr:published_time"),
    *("analyticsattributes.articledate", "article.created", "date_published", "published", "article:post_time"),
    *("creationdate", "create_date", "timestamp"),
}
_META_UNCLEAR = re.compile(r"date|time|publi", re.IGNORECASE)
_META_OTHER_MEANING = re.compile(r"modif|updat|expir|revis|valid|event|start|end", re.IGNORECASE)
_URL_DATE = re.compile(r"[/\-_.=](20\d\d|19[89]\d)([/\-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=\D|$)")
_UPDATE_HINT = re.compile(r"modif|updat", re.IGNORECASE)
_DATE_HINT = re.compile(
    r"date|time|publi|byline|meta|info|author|datum|fecha|posted|entry|kicker|stand|data", re.IGNORECASE
)

_HEADER_BLOCKS = 14
_BLOCKS_ABOVE = 6
_LONG_BLOCK_CHARS = 120
_DATELINE_CHARS = 40
_OPENING_CHARS = 80
_UPDATES = ".//*[@itemprop='dateModified']"
_META_UPDATED = re.compile(r"modif|updat|revis", re.IGNORECASE)
_MAX_TIME_ELEMENTS = 6
_MAX_ZONE_HOURS = 14


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """One piece of evidence for the publication date.

    Attributes:
        source: The kind of evidence.
        weight: How much it counts.
        day: The calendar day that it states.
        moment: The time, if it states one.
        is_local: Whether it shows the day as readers of the page see it.
    """

    source: str
    weight: float
    day: date
    moment: datetime | None = None
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When a page was published.

    Attributes:
        moment: The time, or midnight UTC if only the day is known.
        evidence: The strongest kind of evidence for it.
    """

    moment: datetime
    evidence: str


def publication_date(
    tree: Any,  # noqa: ANN401 (an lxml element)
    url: str | None,
    *,
    title: str,
    language: str | None,
    structured: ArticleData | None,
) -> PublicationDate | None:
    """Returns when a page was published, or None without sufficient evidence.

    Args:
        tree: The page.
        url: The address of the page.
        title: The title of the page, to find the headline.
        language: The language of the page.
        structured: The structured data of the article.
    """
    main = main_elements(tree, title)
    blocks = list_blocks(tree, main)
    updating = _with_update(tree)
    dates = [_dates_of_block(block, language, has_update=block.node in updating) for block in blocks]
    evidence = [
        *_structured_evidence(structured),
        *_meta_evidence(tree),
        *_microdata_evidence(tree, language),
        *_description_evidence(tree, language),
        *_url_evidence(url),
        *_printed_evidence(blocks, dates, title),
        *_time_evidence(tree, main),
    ]
    ranking = _ranking(evidence)
    if not _is_certain(ranking):
        evidence += _search_evidence(tree, url, _other_days(tree, blocks, dates, structured))
        ranking = _ranking(evidence)
    if not ranking or ranking[0][1] < MIN_WEIGHT:
        return None
    day = ranking[0][0]
    strongest = max((item for item in evidence if item.day == day), key=lambda item: item.weight)
    return PublicationDate(_moment_on(day, evidence), strongest.source)


def _ranking(evidence: list[DateEvidence]) -> list[tuple[date, float]]:
    """Ranks the days by the sum of their weights. Only the first piece of each kind and weight counts."""
    counted: dict[tuple[str, float], DateEvidence] = {}
    for item in evidence:
        counted.setdefault((item.source, item.weight), item)
    weights: dict[date, float] = defaultdict(float)
    for item in counted.values():
        weights[item.day] += item.weight
    for day in {item.day for item in counted.values() if item.is_local}:
        weights[day] += sum(
            item.weight for item in counted.values() if item.day != day and _can_fall_on(item.moment, day)
        )
    return sorted(weights.items(), key=lambda pair: -pair[1])


def _is_certain(ranking: list[tuple[date, float]]) -> bool:
    """Checks whether the slow search of htmldate could not change the first day."""
    if not ranking:
        return False
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    return ranking[0][1] - second > max(_SEARCH_WEIGHTS)


def _can_fall_on(moment: datetime | None, day: date) -> bool:
    """Checks whether a time falls on a day in some time zone: metadata is often in UTC, and pages print local days."""
    return moment is not None and _local_moment(moment, day) is not None


def _local_moment(moment: datetime, day: date) -> datetime | None:
    if abs((moment.date() - day).days) > 1:
        return None
    for hours in range(1, _MAX_ZONE_HOURS + 1):
        shift = hours if day > moment.date() else -hours
        offset = (moment.utcoffset() or timedelta()) + timedelta(hours=shift)
        if abs(offset) > timedelta(hours=_MAX_ZONE_HOURS):
            return None
        local = moment.astimezone(timezone(offset))
        if local.date() == day:
            return local
    return None


def _moment_on(day: date, evidence: list[DateEvidence]) -> datetime:
    """Returns the stated time on a day. A time in UTC is converted to the nearest zone in which it falls on that day."""
    moments = [item.moment for item in sorted(evidence, key=lambda item: -item.weight) if item.moment]
    for moment in moments:
        if moment.date() == day:
            return moment
    for moment in moments:
        if local := _local_moment(moment, day):
            return local
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _evidence(source: str, weight: float, value: object, *, is_local: bool = False) -> Iterator[DateEvidence]:
    moment = parse_date(value)
    if moment is not None:
        has_time = isinstance(value, str) and len(value.strip()) > len("2026-03-03")
        yield DateEvidence(source, weight, moment.date(), moment if has_time else None, is_local)


def _structured_evidence(structured: ArticleData | None) -> Iterator[DateEvidence]:
    if structured is not None:
        weight = 3.5 if structured.is_article else 3.0
        yield from _evidence(STRUCTURED, weight, structured.text("datepublished"))


def _meta_evidence(tree: Any) -> Iterator[DateEvidence]:  # noqa: ANN401
    for node in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop"):
            key = (node.get(attribute) or "").strip().lower()
            if key in _META_PUBLISHED:
                yield from _evidence(METADATA, 3.5, node.get("content"))
            elif _META_UNCLEAR.search(key) and not _META_OTHER_MEANING.search(key):
                unclear = _evidence(METADATA, 1.0, node.get("content"))
                yield from (item for item in unclear if not _is_first_of_january(item.day))


def _description_evidence(tree: Any, language: str | None) -> Iterator[DateEvidence]:  # noqa: ANN401
    """Yields the day in parentheses at the end of the description, or alone at its beginning."""
    for value in tree.xpath("//meta[@name='description']/@content")[:1]:
        description = " ".join(str(value).split())
        tail = description[description.rfind("(") :] if description.endswith(")") else ""
        for part in (tail, re.split(r"\s[–—·|-]\s", description, maxsplit=1)[0]):
            printed = find_dates(part, language) if len(part) <= _DATELINE_CHARS else []
            if len(printed) == 1 and printed[0].label is not Label.UPDATED:
                yield DateEvidence(HEADLINE, 1.6, printed[0].day, is_local=True)
                return


def _microdata_evidence(tree: Any, language: str | None) -> Iterator[DateEvidence]:  # noqa: ANN401
    for node in tree.xpath("//*[@itemprop='datePublished' and not(self::meta)]"):
        for value in (node.get("datetime"), node.get("content")):
            yield from _evidence(METADATA, 3.0, value)
        printed = find_dates(" ".join(node.text_content().split()), language)
        if len(printed) == 1:
            yield DateEvidence(METADATA, 3.0, printed[0].day, is_local=True)


def _url_evidence(url: str | None) -> Iterator[DateEvidence]:
    match = _URL_DATE.search(url or "")
    if match:
        with suppress(ValueError):
            yield DateEvidence(ADDRESS, 5.0, date(int(match[1]), int(match[3]), int(match[4])), is_local=True)


def _printed_evidence(blocks: list[Block], dates: list[list[PrintedDate]], title: str) -> Iterator[DateEvidence]:
    headline = headline_index(blocks, title)
    header = range(0) if headline is None else _header_range(blocks, headline)
    above = range(0) if headline is None else range(max(0, headline - _BLOCKS_ABOVE), headline)
    header_days: list[date] = []
    for index, block in enumerate(blocks):
        for printed in dates[index]:
            if printed.label is Label.PUBLISHED and (not block.is_surrounding or block.is_footer()):
                yield DateEvidence(LABELLED, 6.0, printed.day, is_local=True)
            elif printed.label is Label.NONE and not block.is_surrounding:
                hinted = _has_date_hint(block.node)
                if index in header:
                    header_days.append(printed.day)
                elif index in above:
                    yield DateEvidence(HEADLINE, 2.4 if hinted else 1.5, printed.day)
                yield DateEvidence(PRINTED, 2.3 if hinted else 1.1, printed.day, is_local=_is_mostly(block, printed))
    if header_days:
        # of several days without labels, the later ones are those of updates
        yield DateEvidence(HEADLINE, 2.5, min(header_days), is_local=True)


def _other_days(
    tree: Any,  # noqa: ANN401
    blocks: list[Block],
    dates: list[list[PrintedDate]],
    structured: ArticleData | None,
) -> set[date]:
    """Returns the days that the page states or prints as those of an update, or prints only in menus, footers and comments."""
    updates = [node for node in tree.xpath("//meta[@content]") if _META_UPDATED.search(_meta_key(node))]
    values = [_stated_value(node) for node in (*tree.xpath(_UPDATES), *updates)]
    stated = map(parse_date, [*values, structured.text("datemodified") if structured else ""])
    inside: set[date] = set()
    outside: set[date] = set()
    for block, dates_of_block in zip(blocks, dates, strict=True):
        for printed in dates_of_block:
            is_framing = block.is_surrounding and (block.is_footer() or block.is_menu() or block.is_comment())
            (outside if is_framing or printed.label is Label.UPDATED else inside).add(printed.day)
    return {*(moment.date() for moment in stated if moment), *(outside - inside)}


def _meta_key(node: Any) -> str:  # noqa: ANN401
    return f"{node.get('property') or ''} {node.get('name') or ''} {node.get('itemprop') or ''}"


def _stated_value(node: Any) -> str:  # noqa: ANN401
    return str(node.get("datetime") or node.get("content") or node.text_content())


def _with_update(tree: Any) -> set[Any]:  # noqa: ANN401
    """Returns the elements that are or contain the date of an update."""
    return {ancestor for node in tree.xpath(_UPDATES) for ancestor in (node, *node.iterancestors())}


def _dates_of_block(block: Block, language: str | None, *, has_update: bool) -> list[PrintedDate]:
    """Returns the dates of a short block or a footer, or at the beginning of a longer block: others belong to the story."""
    if has_update:
        return [printed for printed in find_dates(block.text, language) if printed.label is not Label.NONE]
    if len(block.text) <= _LONG_BLOCK_CHARS or (block.is_footer() and len(block.text) <= MAX_TEXT_CHARS):
        return find_dates(block.text, language)
    opening = find_dates(block.text[:_OPENING_CHARS], language)
    return [printed for printed in opening if printed.start <= _DATELINE_CHARS]


def _header_range(blocks: list[Block], headline: int) -> range:
    """Returns the blocks from the headline to the first long paragraph after it."""
    end = min(len(blocks), headline + _HEADER_BLOCKS)
    long = next((i for i in range(headline + 1, end) if len(blocks[i].text) > _LONG_BLOCK_CHARS), end - 1)
    return range(headline, long + 1)


def _has_date_hint(node: Any) -> bool:  # noqa: ANN401
    for candidate in (node, *islice(node.iterancestors(), 2)):
        names = f"{candidate.get('class') or ''} {candidate.get('id') or ''} {candidate.get('itemprop') or ''}"
        if candidate.tag == "time" or _DATE_HINT.search(names):
            return True
    return False


def _time_evidence(tree: Any, main: set[Any]) -> Iterator[DateEvidence]:  # noqa: ANN401
    for node in tree.xpath("//time[not(@itemprop='dateModified')]")[:_MAX_TIME_ELEMENTS]:
        if is_in_surrounding(node, main) or _UPDATE_HINT.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
            continue
        evidence = list(_evidence(PRINTED, 2.31, node.get("datetime") or node.text_content(), is_local=True))
        if evidence:
            yield evidence[0]
            return


def _search_evidence(tree: Any, url: str | None, excluded: set[date]) -> list[DateEvidence]:  # noqa: ANN401
    """Returns what htmldate finds outside of scripts, without days that are known to be others."""
    from htmldate import find_date

    searched = _without_scripts(tree)
    for extensive, weight in zip((False, True), _SEARCH_WEIGHTS, strict=True):
        with suppress(Exception):  # htmldate raises several types on odd pages
            found = find_date(searched, original_date=True, extensive_search=extensive, url=url, max_date="9999-12-31")
            evidence = list(_evidence(SEARCH, weight, found))
            if evidence:
                return [item for item in evidence if item.day not in excluded and not _is_first_of_january(item.day)]
    return []


def _without_scripts(tree: Any) -> Any:  # noqa: ANN401
    """Returns a copy of a page without scripts, whose numbers look like dates, but with JSON-LD."""
    copied = deepcopy(tree)
    for script in copied.xpath("//script[not(contains(@type, 'ld+json'))]"):
        script.drop_tree()
    return copied


def _is_first_of_january(day: date) -> bool:
    """Checks whether a day may be only a year, which programs complete to 1 January."""
    return (day.month, day.day) == (1, 1)


def _is_mostly(block: Block, printed: PrintedDate) -> bool:
    """Checks whether a block has few characters apart from the date."""
    return len(block.text) - (printed.end - printed.start) <= _DATELINE_CHARS
