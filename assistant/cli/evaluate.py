"""`assistant eval`: how well the assistant finds and answers, measured on a question set."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.options import EmbedderOption, JsonOption
from assistant.cli.output import Line, Piece, note, result_json, show
from assistant.cli.progress import ingest_progress

if TYPE_CHECKING:
    from assistant.eval.run import Summary

_SAY_EVERY = 50


def evaluate(
    question_set: Annotated[
        Path, typer.Argument(metavar="SET", help="A folder with articles.jsonl and questions.jsonl.")
    ],
    half: Annotated[
        Literal["all", "choose", "report"],
        typer.Option("--half", help="Only the half that settings are chosen by, or the half that is reported."),
    ] = "all",
    cache: Annotated[
        Path | None, typer.Option("--cache", metavar="DIR", help="Where the libraries of sets are kept.")
    ] = None,
    embedder: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure retrieval, answers and abstention on a question set."""
    from platformdirs import user_cache_path

    from assistant.eval.question_set import read_question_set
    from assistant.eval.run import open_set, run, summarise
    from assistant.settings import load_settings

    read = read_question_set(question_set)
    questions = [one for one in read.questions if half in ("all", one.half)]
    folder = cache or user_cache_path("article-assistant") / "eval"
    note(f"{len(questions)} questions over {read.articles_file}; libraries are kept in {folder}")
    with ingest_progress() as progress, open_set(read, load_settings(embedder=embedder), folder, progress) as assistant:
        summary = summarise(run(assistant, questions, _asked(len(questions))))
    if as_json:
        result_json(summary.as_dict())
    else:
        show(_lines(summary))


class _asked:  # noqa: N801  # it is called like a function
    """Says how far it is."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0

    def __call__(self) -> None:
        self._done += 1
        if self._done % _SAY_EVERY == 0 or self._done == self._total:
            note(f"asked {self._done} of {self._total}")


def _lines(summary: "Summary") -> list[Line]:
    rows = [("questions", f"{summary.questions}, {summary.answerable} of them answerable")]
    rows += [(f"Hit@{k}", f"{share:.3f}") for k, share in summary.hit_at.items()]
    rows += [(f"Article@{k}", f"{share:.3f}") for k, share in summary.article_at.items()]
    rows += [
        ("answer holds the gold answer", f"{summary.answer_holds:.3f}"),
        ("its first sentence does", f"{summary.first_holds:.3f}"),
        ("refused, though answerable", f"{summary.refused_wrongly:.3f}"),
        ("refused, of the unanswerable", _optional(summary.refused_rightly)),
        ("abstention AUROC", _optional(summary.abstention_auroc)),
    ]
    rows += [
        (f"{stage}, p50 / p95", f"{p50:.0f} / {summary.p95_ms[stage]:.0f} ms") for stage, p50 in summary.p50_ms.items()
    ]
    width = max(len(name) for name, _ in rows)
    return [[Piece(name.ljust(width + 2)), Piece(value, "bold")] for name, value in rows]


def _optional(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"
