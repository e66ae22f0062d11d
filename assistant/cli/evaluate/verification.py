"""`assistant eval check`: measures how well the verification tells right answers from made-up ones."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli.options import JsonOption
from assistant.cli.output import Line, StyledText, print_json, print_lines, print_status


def check(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.jsonl", help="A JSON object a line: knowledge, question, right_answer, hallucinated_answer."
        ),
    ],
    half: Annotated[
        Literal["all", "dev", "test"],
        typer.Option(
            "--half", help="Only the half that the check was fitted on (dev), or the half that is reported (test)."
        ),
    ] = "test",
    as_json: JsonOption = False,
) -> None:
    """Measure how well the verification tells right answers from made-up ones, given the knowledge as the cited passage."""
    from assistant.eval.question_sets.verification_set import read_verification_set
    from assistant.eval.stages.verification import measure_verification, packaged_models, verify_all

    pairs = [pair for pair in read_verification_set(file) if half in ("all", pair.half)]
    print_status(f"checking both answers of {len(pairs)} questions of {file} ({half})")
    measured = measure_verification(list(verify_all(pairs, packaged_models())))
    if as_json:
        print_json({"half": half, **asdict(measured)})
        return
    rows = [
        ("questions, each with a right and a made-up answer", f"{measured.pairs}"),
        ("AUROC", f"{measured.auroc:.3f}"),
        ("right answers called unsupported (false alarms)", f"{measured.false_alarms:.3f}"),
        ("made-up answers called unsupported", f"{measured.caught:.3f}"),
        ("supported from a score of", f"{measured.threshold:.3f}"),
    ]
    width = max(len(name) for name, _ in rows)
    lines: list[Line] = [[StyledText(name.ljust(width)), StyledText(f"  {value:>6}", "bold")] for name, value in rows]
    print_lines(lines)
