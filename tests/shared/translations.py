"""Extracts the messages for people, updates the translation files, and compiles them: `python tests/shared/translations.py` (`make translations`).

New messages come into `prompts/locale/LANGUAGE/LC_MESSAGES/*.po` without a translation, and those that are gone are removed.
"""

import ast
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from assistant.prompts.translation import TRANSLATED

PROJECT = Path(__file__).parents[2]
LOCALE = PROJECT / "prompts" / "locale"
DOMAINS = ("messages", "scripts")
_KEYWORDS = {"_": None, "message": None, "ngettext": (1, 2)}
_TEMPLATE_OPTIONS = {"trimmed": "true", "silent": "false"}
_SOURCES = {
    "messages": (
        ("python", ("assistant", "prompts"), "*.py"),
        ("jinja2", ("assistant/web",), "*.html"),
        ("jinja2", ("prompts",), "*.md"),
    ),
    "scripts": (("javascript", ("assistant/web",), "*.js"),),
}
"""For each domain: how messages are extracted, from which folders, and from which files."""


def extracted(domain: str) -> Catalog:
    """Returns the messages of a domain, in the order of their files."""
    catalogue = Catalog(charset="utf-8", project="article-assistant", fuzzy=False)
    for file, line, text in sorted(_messages(domain), key=lambda one: one[:2]):
        catalogue.add(text, locations=[(file, line)])
    return catalogue


def _messages(domain: str) -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    for method, folders, pattern in _SOURCES[domain]:
        for file in (file for folder in folders for file in (PROJECT / folder).rglob(pattern)):
            if ".venv" in file.parts:
                continue
            options = _TEMPLATE_OPTIONS if method == "jinja2" else {}
            extract = _python_messages if method == "python" else method
            for line, text, _, _ in extract_from_file(extract, file, keywords=_KEYWORDS, options=options):
                yield str(file.relative_to(PROJECT)), line, text


def _python_messages(
    file: IO[bytes], keywords: Mapping[str, object], comment_tags: object, options: object
) -> Iterator[tuple[int, str, list[str], list[str]]]:
    """Yields the messages of Python code, also those in f-strings, which Babel sees only with Python 3.12."""
    del comment_tags, options
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if texts:
                yield node.lineno, node.func.id, texts, []


def po_file(language: str, domain: str) -> Path:
    """Returns the file with the translations of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def read_translations(language: str, domain: str) -> Catalog:
    """Reads the translations of a language; an empty catalogue if there are none yet."""
    file = po_file(language, domain)
    if not file.exists():
        return Catalog(locale=language, charset="utf-8", project="article-assistant", header_comment="", fuzzy=False)
    with file.open("rb") as content:
        return read_po(content, locale=language, domain=domain)


def compiled(catalogue: Catalog) -> bytes:
    """Returns a catalogue in the form that `gettext` reads."""
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def main() -> None:
    """Updates and compiles all translation files."""
    for language in TRANSLATED:
        for domain in DOMAINS:
            catalogue = read_translations(language, domain)
            catalogue.update(extracted(domain), no_fuzzy_matching=True, update_creation_date=False)
            catalogue.obsolete.clear()
            file = po_file(language, domain)
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as content:
                write_po(content, catalogue, width=120, include_lineno=False, omit_header=False, sort_by_file=True)
            file.with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    main()
