import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import UsageError
from assistant.cli import main
from assistant.eval.metrics.bootstrap import paired_difference
from assistant.eval.metrics.metric import Ratio
from assistant.eval.reports.comparison import compare
from assistant.eval.results.environment import Environment
from assistant.eval.results.result import Outcome, QuestionRecord, Result, SetRecord, SystemResult, save_result


def share(values: list[float]) -> Ratio:
    return Ratio(np.array(values), np.ones(len(values)))


PAIRS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=60)


@settings(max_examples=25)
@given(PAIRS)
def test_the_interval_holds_the_difference_and_turns_round_with_the_two_sides(pairs: list[tuple[float, float]]) -> None:
    first, second = share([value for value, _ in pairs]), share([value for _, value in pairs])
    forward, backward = (paired_difference(*sides, len(pairs)) for sides in ((first, second), (second, first)))
    assert forward is not None
    assert backward is not None
    assert forward.low - 1e-9 <= forward.difference <= forward.high + 1e-9
    assert (backward.low, backward.high) == pytest.approx((-forward.high, -forward.low))


def test_equal_systems_differ_by_nothing_whatever_is_drawn() -> None:
    same = share([0.0, 1.0, 1.0, 0.0])
    difference = paired_difference(same, same, 4)
    assert difference is not None
    assert (difference.low, difference.difference, difference.high) == (0, 0, 0)
    assert not difference.is_clear


def test_a_difference_in_every_question_is_clear_and_the_same_each_time() -> None:
    worse, better = share([0.0] * 50 + [1.0] * 10), share([1.0] * 60)
    first, second = (paired_difference(worse, better, 60) for _ in range(2))
    assert first == second
    assert first is not None
    assert first.is_clear
    assert first.low > 0.7


def result(content_hash: str = "h", questions: int = 40, half: str = "all", hits: int = 10) -> Result:
    """A result in which one system finds the first `hits` answers, and another all."""
    ids = [f"{half}-{number}" for number in range(questions)]

    def system(name: str, hit_count: int) -> SystemResult:
        return SystemResult(
            name=name,
            what=name,
            outcomes=tuple(
                Outcome(
                    question_id=question_id,
                    found=(),
                    hit_rank=1 if number < hit_count else None,
                    article_rank=1 if number < hit_count else None,
                    reciprocal_rank=float(number < hit_count),
                    ndcg_10=float(number < hit_count),
                    answer=None,
                    timings_ms={"search": 5.0},
                )
                for number, question_id in enumerate(ids)
            ),
        )

    return Result(
        made="2026-01-01T00:00:00+00:00",
        seed=1,
        question_set=SetRecord(
            name="set", content_hash=content_hash, half=half, as_of="own", articles=1, passages=1, embedder="e"
        ),
        config={},
        settings={},
        environment=Environment(assistant="0", python="3", platform="p", cores=1, packages={}),
        questions=tuple(
            QuestionRecord(id=question_id, text="?", as_of=None, answers=("a",), answerable=True, gold=())
            for question_id in ids
        ),
        systems=(system("assistant", questions), system("rrf", hits)),
    )


def test_two_systems_of_one_result_are_compared() -> None:
    first = compare(result(), result(), "rrf", "assistant")[0]
    assert first.metric.name == "Hit@1"
    assert first.difference is not None
    assert first.difference.difference == pytest.approx(0.75)
    assert first.difference.is_clear


@pytest.mark.parametrize(
    ("other", "message"),
    [(result(content_hash="g"), "different sets"), (result(half="test"), "half all and half test")],
)
def test_results_of_different_questions_are_not_compared(other: Result, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        compare(result(), other, "assistant", "assistant")
    assert "\n" not in str(caught.value)


def test_the_command_compares_two_files_or_two_systems_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    save_result(result(), one)
    save_result(result(hits=20), other)
    assert main(["eval", "compare", str(one), "--systems", "rrf", "assistant", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["difference"] == pytest.approx(0.75)
    assert main(["eval", "compare", str(one), str(other), "--systems", "rrf", "rrf"]) == 0
    assert "+0.250" in capsys.readouterr().out
    for wrong in (
        [str(one)],
        [str(one), "--systems", "rrf", "magic"],
        [str(tmp_path / "none.json"), str(one)],
        [__file__, str(one)],
    ):
        assert main(["eval", "compare", *wrong]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
