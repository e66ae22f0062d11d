"""The weights of state statements are fitted on questions whose answer changes between two reports."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.eval.training.fit_state_weights import main, state_questions
from assistant.extractive.forms.state_ranking import StateFeatures

TOWNS = ("Kalle", "Tarm", "Osmo", "Velden")


def write_twins(folder: Path) -> None:
    """Writes a story of two reports for each town, with a question whose answer changes; the QA model was trained on that of the last one."""
    lines, trained = [], []
    for number, town in enumerate(TOWNS):
        closed = f"The market hall of {town} was closed on Monday because of a leak."
        opened = f"Stallholders returned to the market hall of {town} on Friday and sold out by noon."
        side = [{"yes_no": "no", "sentences": [closed]}, {"yes_no": "yes", "sentences": [opened]}]
        state = {"question": f"Is the market hall of {town} open?", "before": side[0], "after": side[1]}
        for day, sentence in (("2026-03-03", closed), ("2026-03-13", opened)):
            lines.append(
                {
                    "id": f"{town}-{day}",
                    "title": f"Market hall of {town}",
                    "source": "Post",
                    "published": day,
                    "text": f"{sentence} The mayor of {town} thanked the helpers.",
                    "story": f"story-{number}",
                    "pairs": [],
                    "state": [state] if sentence == opened else [],
                }
            )
        if town == TOWNS[-1]:
            trained.append({"id": f"{town}-2026-03-13", "pairs": []})
    folder.mkdir()
    (folder / "part-1.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "states-1.jsonl").write_text("".join(json.dumps(line) + "\n" for line in trained))


def test_each_question_is_asked_before_and_after_the_change_unless_the_qa_model_was_trained_on_its_story(
    tmp_path: Path,
) -> None:
    write_twins(tmp_path / "twins")
    questions = list(state_questions(tmp_path / "twins"))
    assert [str(question.as_of) for question in questions] == ["2026-03-03", "2026-03-13"] * 3
    assert all(TOWNS[-1] not in question.text for question in questions)
    assert questions[1].is_stated_by(
        "Stallholders returned to the market hall of Kalle on Friday and sold out by noon."
    )


def test_the_fit_prints_weights_that_choose_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_twins(tmp_path / "twins")
    main([str(tmp_path / "twins"), "--cache", str(tmp_path / "cache")])
    names: dict[str, Any] = {"StateFeatures": StateFeatures}
    exec(capsys.readouterr().out, names)  # what the script printed
    weights = names["STATE_WEIGHTS"]
    assert any(weights)
