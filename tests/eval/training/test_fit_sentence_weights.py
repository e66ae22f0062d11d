from pathlib import Path
from typing import Any

import pytest
from fit_sets import write_fit_sets, write_town_chat_set

from assistant import Assistant, UsageError
from assistant.eval.training.fit_sentence_weights import main
from assistant.extractive.features import FEATURES


def fitted_module(text: str) -> dict[str, Any]:
    """Returns the names that a printed module defines."""
    names: dict[str, Any] = {}
    exec(text, names)  # what the script printed
    return names


def test_sets_and_a_chat_set_over_a_library_that_exists_give_the_module_of_weights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = write_fit_sets(tmp_path)
    library, cache = tmp_path / "library", tmp_path / "cache"
    with Assistant.open(library) as assistant:
        assistant.ingest(sets[0] / "articles.jsonl")
    chat = write_town_chat_set(tmp_path)
    main([*map(str, sets), "--library", str(library), "--chat", str(chat), "--cache", str(cache)])
    names = fitted_module(capsys.readouterr().out)
    assert len(names["SENTENCE_WEIGHTS"].values) == len(FEATURES)
    assert names["QA_MODEL_WEIGHT"] > 0
    assert names["CONFIDENCE_WEIGHTS"].answers > 0
    assert 0 < names["ANSWER_THRESHOLD"] < 1
    built = [folder.name for folder in cache.iterdir()]
    assert len(built) == 1  # the town's articles are in the library already
    assert built[0].startswith("sea-")


def test_a_chat_set_without_a_library_or_a_set_is_refused_with_what_to_name(tmp_path: Path) -> None:
    chat = write_town_chat_set(tmp_path)
    with pytest.raises(UsageError, match="--library DIR"):
        main(["--chat", str(chat)])
