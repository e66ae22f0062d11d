"""`assistant eval fit`: fits the weights for the QA model in the settings, and stores them in a library."""

from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.evaluate.options import CacheOption, ConfigOption, cache_folder
from assistant.cli.evaluate.question_set import read_settings
from assistant.cli.options import JsonOption
from assistant.cli.output import Line, StyledText, print_json, print_lines, print_status

if TYPE_CHECKING:
    from assistant.extractive.answer_weights import StoredWeights


def fit(
    sets: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SET...", help="Folders of question sets, or CSV files of questions about the library."),
    ] = None,
    library: Annotated[
        Path | None, typer.Option("--library", metavar="DIR", help="The library that stores the weights.")
    ] = None,
    chat: Annotated[
        list[Path] | None,
        typer.Option("--chat", metavar="FILE.jsonl", help="A chat set about the library; can be repeated."),
    ] = None,
    config: ConfigOption = None,
    cache: CacheOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fit confidence and threshold to the dev halves of question sets, for the QA model in the settings; the library stores them.

    A set is asked of the library if the library has its gold articles, else of a library of its own articles.
    """
    from assistant.assistant import Assistant
    from assistant.cli.evaluate.progress import question_progress
    from assistant.eval.article_library import open_set
    from assistant.eval.fitting.answer_weights import fit_answer_weights
    from assistant.eval.fitting.dev_halves import FitSources, rank_dev_halves
    from assistant.eval.question_sets.csv_questions import read_csv_questions
    from assistant.eval.question_sets.question_set import read_question_set
    from assistant.extractive.answer_weights import StoredWeights, fit_conditions, store_weights
    from assistant.ingest.errors import UsageError

    if not sets and not chat:
        raise UsageError("there are no questions; name question sets, or chat sets with --chat FILE.jsonl")
    settings, _ = read_settings(config, None)
    with ExitStack() as libraries:
        assistant = libraries.enter_context(Assistant.open(library, settings=settings, create=False))
        read = [
            read_csv_questions(path, assistant.library) if path.is_file() else read_question_set(path)
            for path in sets or ()
        ]
        sources = FitSources(
            read, chat or (), assistant, partial(open_set, settings=settings, cache=cache_folder(cache))
        )
        with question_progress() as progress:
            ranked = rank_dev_halves(sources, progress, libraries)
        print_status("fitting")
        weights = StoredWeights(
            fitted_for=fit_conditions(assistant.library, assistant.extractive.qa_model.identity),
            qa_model=settings.qa_model or "the packaged QA model",
            questions=sum(map(len, ranked)),
            weights=fit_answer_weights(ranked, settings.qa_model),
        )
        store_weights(assistant.library, weights)
        place = assistant.library.display_name
    if as_json:
        print_json(weights.model_dump())
    else:
        print_lines(_lines(weights, place))


def _lines(stored: "StoredWeights", place: str) -> list[Line]:
    weights = stored.weights
    confidence = ", ".join(f"{name} {value:.2f}" for name, value in asdict(weights.confidence).items())
    return [
        [StyledText(f"fitted to {stored.questions} questions for {stored.qa_model}; stored in {place}", "bold")],
        [StyledText(f"weight of the QA model  {weights.qa_model:.2f}")],
        [StyledText(f"confidence              {confidence}")],
        [StyledText(f"answered from           {weights.threshold:.3f}")],
        [StyledText(f"calibration             × {weights.calibration.scale:.2f}, {weights.calibration.shift:+.2f}")],
    ]
