"""`assistant eval bench`: measures the speed of ingesting, and the costs of growing libraries."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.evaluate.options import CacheOption, cache_folder
from assistant.cli.options import JsonOption
from assistant.cli.output import Line, print_lines, print_result, print_status
from assistant.cli.rendering.table import NO_VALUE, table_lines

if TYPE_CHECKING:
    from assistant.eval.bench.bench_result import BenchResult, IngestRecord, SizeRecord


def parse_sizes(text: str) -> tuple[int, ...]:
    """Parses numbers of passages such as 1000,10000."""
    try:
        sizes = tuple(sorted({int(part) for part in text.split(",") if part.strip()}))
    except ValueError:
        sizes = (0,)
    if any(size < 1 for size in sizes):
        raise typer.BadParameter(f"{text!r} are no sizes; write them as numbers of passages, such as 1000,10000")
    return sizes


def bench(
    articles: Annotated[
        Path, typer.Argument(metavar="ARTICLES", help="A question set, or a file or folder of articles.")
    ],
    sizes: Annotated[
        str, typer.Option("--sizes", metavar="N,N", help="How many passages the libraries have; '' for no library.")
    ] = "1000,10000,100000",
    llama_index_up_to: Annotated[
        int,
        typer.Option("--llama-index-up-to", metavar="N", help="Up to which size llama-index is measured beside it."),
    ] = 10_000,
    ingest_articles: Annotated[
        int,
        typer.Option(
            "--ingest", metavar="N", help="Read in so many articles, and have others read them in; 0 for none."
        ),
    ] = 60,
    rounds: Annotated[int, typer.Option("--rounds", metavar="N", help="How often each of them reads them in.")] = 3,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="BENCH.json", help="Save every number, versions and settings.")
    ] = None,
    curves: Annotated[
        Path | None, typer.Option("--curves", metavar="FILE.svg", help="Draw how cost grows: SVG, PNG or PDF.")
    ] = None,
    cache: CacheOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how fast articles are read in, and what questions and changes cost as the library grows.

    The libraries are made of the articles and of copies with other words, days and vectors. A million passages take 11 GB.
    """
    from assistant.cli.progress import ingest_progress
    from assistant.eval.bench.bench_result import save_bench
    from assistant.eval.bench.benchmark import BenchPlan
    from assistant.eval.bench.benchmark import bench as run_bench
    from assistant.eval.bench.curves import draw_curves, require_drawable
    from assistant.eval.bench.sized_libraries import read_bench_articles
    from assistant.eval.results.result import require_writable
    from assistant.settings import load_settings

    plan = BenchPlan(parse_sizes(sizes), llama_index_up_to, ingest_articles, rounds, cache_folder(cache))
    if curves is not None:
        require_drawable(curves)
    if save is not None:
        require_writable(save)
    settings = load_settings()
    with ingest_progress() as progress:
        material = read_bench_articles(articles, settings, plan.cache, progress)
    measured = run_bench(material, settings, plan, print_status)
    if save is not None:
        save_bench(measured, save)
        print_status(f"saved to {save}")
    if curves is not None:
        draw_curves(measured.sizes, curves)
        print_status(f"drawn in {curves}")
    if as_json:
        print_result(measured.model_dump_json())
    else:
        print_lines(bench_lines(measured))


def bench_lines(measured: "BenchResult") -> list[Line]:
    """Returns two tables: costs by size, and the speed of ingesting."""
    lines: list[Line] = []
    if measured.sizes:
        header = [
            "",
            "passages",
            "make s",
            "disk MB",
            "memory MB",
            "open ms",
            "search ms",
            "answer ms",
            "add ms",
            "remove ms",
            "recall@10",
        ]
        lines += [*table_lines(header, [_size_row(record) for record in measured.sizes]), []]
    if measured.ingest:
        slowest = {record.system: record for record in measured.ingest}
        header = ["", "articles/s", "passages/s", "seen", "articles/s seen", "assistant is"]
        lines += table_lines(header, [_ingest_row(record, slowest["assistant"]) for record in measured.ingest])
    return lines


def _size_row(record: "SizeRecord") -> list[str]:
    return [
        record.system,
        f"{record.passages:,}",
        f"{record.make_seconds:.0f}",
        f"{record.disk_bytes / 1e6:,.0f}",
        f"{record.memory_bytes / 1e6:,.0f}",
        f"{record.open_ms:,.0f}",
        f"{record.search.p50:.0f} / {record.search.p95:.0f}",
        f"{record.answer.p50:.0f} / {record.answer.p95:.0f}" if record.answer else NO_VALUE,
        f"{record.add.p50:,.0f}",
        f"{record.remove.p50:,.0f}",
        f"{record.recall_at_10:.3f}" if record.recall_at_10 is not None else NO_VALUE,
    ]


def _ingest_row(record: "IngestRecord", assistant: "IngestRecord") -> list[str]:
    return [
        record.system,
        f"{record.articles_per_second:.2f}",
        f"{record.passages / record.seconds:.1f}",
        f"{record.read:.0%}",
        f"{record.read_per_second:.2f}",
        f"{assistant.read_per_second / record.read_per_second:.2f} ×",
    ]
