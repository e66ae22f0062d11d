"""`assistant follow`: follows feeds, sites, pages and folders, and checks them."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.default_command import AddByDefault, require_command
from assistant.cli.exit_codes import FAILED
from assistant.cli.library import open_assistant, update_index
from assistant.cli.options import JsonOption, LibraryOption, parse_duration
from assistant.cli.output import print_json, print_lines, print_result, print_status
from assistant.cli.terminal_text import utc_minute
from assistant.prompts.wording import quantity

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.following import CheckResult, FollowedSource

_HELP = "Follow feeds, sites, pages and folders: assistant follow URL|FOLDER [--every 30m] [--keep 90d]."
_NOTHING_FOLLOWED = "nothing is followed; follow something with: assistant follow URL|FOLDER"
app = typer.Typer(help=_HELP, rich_markup_mode=None, cls=AddByDefault)

NameArgument = Annotated[str, typer.Argument(metavar="ID|ADDRESS", help="The source, as `list` shows it.")]
EveryOption = Annotated[
    timedelta | None,
    typer.Option(
        "--every",
        metavar="TIME",
        parser=parse_duration,
        help="The time between two checks: 10m, 2h, 1d.",
        show_default="30m",
    ),
]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """Follow feeds, sites, pages and folders."""
    require_command(context)


@app.command("add")
def add(
    address: Annotated[str, typer.Argument(metavar="URL|FOLDER", help="A feed, a site, a page, or a folder.")],
    every: EveryOption = None,
    keep: Annotated[
        timedelta | None,
        typer.Option(
            "--keep",
            metavar="TIME",
            parser=parse_duration,
            help="Remove its articles after this time: 90d.",
            show_default="never",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="feed|site|page",
            help="What the address is.",
            show_default="the root of a web site is a site",
        ),
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow a feed, a site, a page or a folder.

    `add` may be left out. It is checked by `assistant serve`, `follow run` or `follow once`.
    """
    from assistant.following.source import DEFAULT_INTERVAL

    if kind not in {None, "feed", "site", "page"}:
        raise typer.BadParameter(f"{kind!r} is neither feed, site nor page", param_hint="--as")
    days = None if keep is None else max(1, round(keep / timedelta(days=1)))
    with open_assistant(library, create=True) as assistant:
        source = assistant.following.add(address, every=every or DEFAULT_INTERVAL, keep_days=days, kind=kind)  # type: ignore[arg-type]
        print_status(
            f"following {source.address}; fetch now with: assistant follow once{assistant.library.command_option}"
        )
        _print_sources([source], as_json=as_json)


@app.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the followed sources: id, kind, last and next check, new articles, errors."""
    with open_assistant(library) as assistant:
        sources = assistant.following.sources()
        process = assistant.following.fetching_process()
        option = assistant.library.command_option
    if not sources:
        print_status(_NOTHING_FOLLOWED)
    else:
        state = f"{process} fetches" if process else f"no process fetches; start one with: assistant follow run{option}"
        print_status(f"{quantity(len(sources), 'source')}; {state}")
    _print_sources(sources, as_json=as_json)


@app.command("pause")
def pause(name: NameArgument, library: LibraryOption = None) -> None:
    """Stop checking a source; its articles stay."""
    with open_assistant(library) as assistant:
        print_result(f"paused {assistant.following.pause(name).address}")


@app.command("resume")
def resume(name: NameArgument, library: LibraryOption = None) -> None:
    """Check a paused source again."""
    with open_assistant(library) as assistant:
        print_result(f"resumed {assistant.following.resume(name).address}")


@app.command("remove")
def remove(name: NameArgument, library: LibraryOption = None) -> None:
    """Follow a source no longer; its articles stay."""
    with open_assistant(library) as assistant:
        print_result(f"removed {assistant.following.remove(name).address}")


@app.command("once")
def once(
    name: Annotated[
        str | None, typer.Argument(metavar="ID|ADDRESS", help="Only this source, due or not.", show_default="all due")
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check the sources that are due once, and end. For cron.

    The exit code is 1 if a check failed. If another process is fetching, nothing is done.
    """
    from assistant.cli.rendering.followed_sources import result_json

    with open_assistant(library) as assistant:
        following = assistant.following
        if name is not None:
            following.request_check(name)
        with following.lease() as lease:
            if not lease.acquire():
                print_status(f"{following.fetching_process()} is fetching; nothing to do")
                return
            chosen = following.source(name).id if name is not None else None
            results = _check(assistant, chosen, as_json=as_json)
        if as_json:
            print_json([result_json(result) for result in results])
        _print_changes(assistant, as_json=as_json)
        update_index(assistant)
    if any(result.source.error for result in results):
        raise typer.Exit(FAILED)


@app.command("run")
def run(library: LibraryOption = None) -> None:
    """Check sources when they are due, until interrupted. As a service.

    Of all processes of a library, one fetches at a time; the others wait and take over.
    """
    from assistant.background.followed_sources import FollowedSources
    from assistant.background.index_maintenance import IndexMaintenance
    from assistant.cli.rendering.followed_sources import result_lines

    with open_assistant(library) as assistant:
        following = assistant.following
        print_status(f"following {quantity(len(following.sources()), 'source')}; Ctrl-C stops")

        def report(result: "CheckResult") -> None:
            print_lines(result_lines(result))
            _print_changes(assistant, as_json=False)

        with IndexMaintenance(assistant.library):
            FollowedSources(following, report).run()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML list of feeds, as feed readers export it.")],
    every: EveryOption = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Follow all feeds of an OPML list."""
    from assistant.following.source import DEFAULT_INTERVAL
    from assistant.ingest.errors import UsageError

    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}") from error
    with open_assistant(library, create=True) as assistant:
        added = assistant.following.import_opml(data, every=every or DEFAULT_INTERVAL)
        print_status(f"following {quantity(len(added), 'further feed')}")
        _print_sources(added, as_json=as_json)


@app.command("export")
def export(library: LibraryOption = None) -> None:
    """Print the followed web addresses as OPML, for feed readers."""
    with open_assistant(library) as assistant:
        sys.stdout.write(assistant.following.export_opml().decode())


def _check(assistant: "Assistant", chosen: str | None, *, as_json: bool) -> "list[CheckResult]":
    """Checks one source, or those that are due, and prints each result when it is there."""
    from assistant.cli.rendering.followed_sources import result_lines

    following = assistant.following

    def report(result: "CheckResult") -> None:
        if as_json:
            print_status(result.source.error or f"checked {result.source.address}")
        else:
            print_lines(result_lines(result))

    if chosen is not None:
        with following.checking() as checker:
            result = checker.check(following.source(chosen))
        report(result)
        return [result]
    results = following.check_due(report)
    if not results:
        print_status(_nothing_due(following.sources(), assistant.library.command_option))
    return results


def _nothing_due(sources: "list[FollowedSource]", option: str) -> str:
    moments = [source.next_check_at for source in sources if not source.is_paused]
    if not sources:
        return _NOTHING_FOLLOWED
    if not moments:
        return f"all sources are paused; check one again with: assistant follow resume ADDRESS{option}"
    return (
        f"no source is due before {utc_minute(min(moments))}; check one now with: assistant follow once ADDRESS{option}"
    )


def _print_changes(assistant: "Assistant", *, as_json: bool) -> None:
    """Asks the standing questions again, and prints the answers that have changed."""
    from assistant.cli.rendering.answer_changes import change_lines

    changes = assistant.standing_questions.check()
    if as_json:
        for change in changes:
            print_status(f"changed answer: {change.question}")
    else:
        print_lines(line for change in changes for line in change_lines(change))


def _print_sources(sources: "list[FollowedSource]", *, as_json: bool) -> None:
    from assistant.cli.rendering.followed_sources import source_json, source_lines

    if as_json:
        print_json([source_json(source) for source in sources])
    else:
        print_lines(line for source in sources for line in source_lines(source))
