"""`assistant eval chat`: asks the questions of chat sets, and lists the bad answers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.evaluate.options import (
    CacheOption,
    ConfigOption,
    SaveOption,
    TunedHalfOption,
    WritingModelOption,
    cache_folder,
)
from assistant.cli.evaluate.question_set import read_settings
from assistant.cli.options import EmbedderOption, JsonOption
from assistant.cli.output import print_json, print_lines, print_status

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.settings import Settings


def chat(
    sets: Annotated[
        list[Path],
        typer.Argument(metavar="SET.jsonl...", help="Chat sets: questions as people type them, a JSON object a line."),
    ],
    library: Annotated[
        Path | None, typer.Option("--library", metavar="DIR", help="The library that the questions are asked of.")
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(
            "--articles", metavar="PATH", help="Articles from which a library is built, instead of --library."
        ),
    ] = None,
    config: ConfigOption = None,
    half: TunedHalfOption = "all",
    baselines: Annotated[
        str | None,
        typer.Option(
            "--baselines",
            metavar="NAMES",
            help="What to measure against: qa-model; with --llm also extractive, citation-query-engine, condense-plus-context.",
            show_default="all with --llm, else none",
        ),
    ] = None,
    save: SaveOption = None,
    cache: CacheOption = None,
    embedder: EmbedderOption = None,
    llm: WritingModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the questions of chat sets, score the answers, and list the bad ones. SET.jsonl alone is enough: assistant eval SET.jsonl."""
    from assistant.cli.evaluate.chat_tables import chat_json, chat_lines
    from assistant.cli.evaluate.progress import question_progress
    from assistant.eval.chat_run import ChatPlan, run_chat
    from assistant.eval.question_sets.chat_set import read_chat_set
    from assistant.eval.results.result import require_writable, save_result

    settings, config_values = read_settings(config, embedder, llm)
    names = _baseline_names(baselines, settings.llm is not None)
    plan = ChatPlan(half, names, config_values, None if save is None else save.with_suffix(".unfinished.jsonl"))
    if save is not None:
        require_writable(save)
    with _open_library(library, articles, settings, cache) as assistant, question_progress() as progress:
        result = run_chat(assistant, read_chat_set(sets, assistant.library), plan, progress)
    if save is not None:
        save_result(result, save)
        print_status(f"saved to {save}; compare it with: assistant eval compare {save} OTHER.json")
    if as_json:
        print_json(chat_json(result))
    else:
        print_lines(chat_lines(result))


def _baseline_names(names: str | None, has_llm: bool) -> Sequence[str]:
    from assistant.eval.systems.baselines import ANSWERING_BASELINES

    if names is None:
        return tuple(ANSWERING_BASELINES) if has_llm else ()
    return tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))


@contextmanager
def _open_library(
    library: Path | None, articles: Path | None, settings: "Settings", cache: Path | None
) -> "Iterator[Assistant]":
    """Opens the library, or one that is built from articles.

    Raises:
        UsageError: If both are given, or the library or the articles cannot be read.
    """
    from assistant.assistant import Assistant
    from assistant.cli.progress import ingest_progress
    from assistant.eval.article_library import open_articles
    from assistant.ingest.errors import UsageError

    if articles is None:
        with Assistant.open(library, settings=settings, create=False) as assistant:
            yield assistant
        return
    if library is not None:
        raise UsageError("--library and --articles contradict each other; give one of them")
    folder = cache_folder(cache)
    print_status(f"articles of {articles}; their library is kept in {folder}")
    with ingest_progress() as progress:
        assistant = open_articles(articles, settings, folder, progress)
    with assistant:
        yield assistant
