"""Makes a library of the packaged sample articles."""

from datetime import date
from pathlib import Path

from assistant import Assistant

SAMPLES = Path(__file__).parents[2] / "assistant" / "samples"
SUMMER = date(2026, 7, 1)


def sample_library(folder: Path) -> Path:
    """Makes a library of the samples in a folder; returns the library's folder."""
    library = folder / "library"
    with Assistant.open(library) as assistant:
        assert not assistant.ingest(SAMPLES).failed
    return library
