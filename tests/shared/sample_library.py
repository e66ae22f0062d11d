"""Makes a library of the packaged sample articles."""

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from assistant import Assistant

SAMPLES = Path(__file__).parents[2] / "assistant" / "samples"
SUMMER = date(2026, 7, 1)


def sample_library(folder: Path) -> Path:
    """Makes a library of the samples in a folder; returns the library's folder."""
    return Path(shutil.copytree(_ingested_samples(), folder / "library"))


@cache
def _ingested_samples() -> Path:
    """Ingests the samples once for all tests of this process: a copy takes a hundredth of the time."""
    folder = Path(tempfile.mkdtemp(prefix="samples-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Assistant.open(folder / "library") as assistant:
        assert not assistant.ingest(SAMPLES).failed
    return folder / "library"
