"""The order in which the QA model sees what it is trained on."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.eval.training.qa_model.examples import Group, Label, LabelledQuestion, without_context
from assistant.eval.training.qa_model.model import Encoded, EncodedGroup, encode
from assistant.extractive.qa_model.candidates import QATokenizer

INPUTS_TOGETHER = 64
_SORTED = 24  # times as many are sorted by length, so that little is padded
_NO_TITLE, _NO_BEFORE = 0.15, 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of what is seen, in order.

    Attributes:
        general: Shares of the general groups for each stage; the stages take different groups until all are used.
        twins: How often each stage takes all twins.
    """

    general: tuple[float, ...]
    twins: tuple[int, ...]


PLAN = Plan(general=(0.6, 0.25, 0.15), twins=(1, 1, 1))


def batches(
    general: Sequence[Group], twins: Sequence[Sequence[Group]], plan: Plan, tokenizer: QATokenizer, draw: random.Random
) -> Iterator[list[EncodedGroup]]:
    """The groups of each step.

    Args:
        general: All groups of published sources.
        twins: The groups of twins, drawn several times with other sentences beside them; they are taken in turn.
        plan: How they are mixed.
        tokenizer: Encodes them.
        draw: Draws the order.
    """
    shuffled = draw.sample(list(general), len(general))
    taken = passes = 0
    for share, times in zip(plan.general, plan.twins, strict=True):
        count = round(share * len(shuffled))
        stage = [shuffled[place % len(shuffled)] for place in range(taken, taken + count)]
        taken += count
        for _ in range(times):
            stage += twins[passes % len(twins)]
            passes += 1
        yield from _stage(draw.sample(stage, len(stage)), tokenizer, draw)


def _stage(groups: Sequence[Group], tokenizer: QATokenizer, draw: random.Random) -> Iterator[list[EncodedGroup]]:
    encoded = [encode(with_less_context(group, draw), tokenizer) for group in groups]
    chunk: list[EncodedGroup] = []
    inputs = 0
    for group in encoded:
        chunk.append(group)
        inputs += len(group)
        if inputs >= INPUTS_TOGETHER * _SORTED:
            yield from _by_length(chunk, draw)
            chunk, inputs = [], 0
    yield from _by_length(chunk, draw)


def _by_length(groups: Sequence[EncodedGroup], draw: random.Random) -> Iterator[list[EncodedGroup]]:
    found: list[list[EncodedGroup]] = [[]]
    for group in sorted(groups, key=_longest):
        if sum(len(one) for one in found[-1]) >= INPUTS_TOGETHER:
            found.append([])
        found[-1].append(group)
    yield from (one for one in draw.sample(found, len(found)) if one)


def _longest(group: EncodedGroup) -> int:
    return max((_length(one) for one in group), default=0)


def _length(one: Encoded) -> int:
    return len(one.given.ids)


def with_less_context(group: Group, draw: random.Random) -> Group:
    """The group, its title or the sentences before left out now and then, for all candidates alike."""
    title, before = draw.random() < _NO_TITLE, draw.random() < _NO_BEFORE

    def reduced(label: Label) -> Label:
        return replace(label, candidate=without_context(label.candidate, title=title, before=before))

    def question(one: LabelledQuestion) -> LabelledQuestion:
        return replace(one, labels=tuple(reduced(label) for label in one.labels))

    return replace(group, questions=tuple(question(one) for one in group.questions))
