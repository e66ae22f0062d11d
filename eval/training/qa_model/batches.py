"""Makes the batches of training: mixes the data, leaves out context now and then, and groups inputs of similar length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.eval.training.qa_model.examples import Group, Label, LabelledQuestion, without_context
from assistant.eval.training.qa_model.model import EncodedGroup, encode
from assistant.extractive.qa_model.candidates import QATokenizer

BATCH_INPUTS = 64
_SORTED_BATCHES = 24  # this many are sorted by length together, so that there is little padding
_TITLE_DROPOUT, _BEFORE_DROPOUT = 0.15, 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """The amount of data in each stage of training.

    Attributes:
        general: Shares of the general groups for each stage; the stages take different groups until all are used.
        twins: The number of passes of each stage over all twins.
    """

    general: tuple[float, ...]
    twins: tuple[int, ...]


PLAN = Plan(general=(0.6, 0.25, 0.15), twins=(1, 1, 1))


def batches(
    general: Sequence[Group], twins: Sequence[Sequence[Group]], plan: Plan, tokenizer: QATokenizer, draw: random.Random
) -> Iterator[list[EncodedGroup]]:
    """Yields the groups of each step.

    Args:
        general: All groups of published sources.
        twins: The groups of twins, made several times with different negatives; the passes take them in turn.
        plan: How the two are mixed.
        tokenizer: Encodes them.
        draw: Draws the order.
    """
    shuffled = draw.sample(list(general), len(general))
    used = passes = 0
    for share, stage_passes in zip(plan.general, plan.twins, strict=True):
        count = round(share * len(shuffled))
        stage = [shuffled[number % len(shuffled)] for number in range(used, used + count)]
        used += count
        for _ in range(stage_passes):
            stage += twins[passes % len(twins)]
            passes += 1
        yield from _stage_batches(draw.sample(stage, len(stage)), tokenizer, draw)


def _stage_batches(
    groups: Sequence[Group], tokenizer: QATokenizer, draw: random.Random
) -> Iterator[list[EncodedGroup]]:
    encoded = [encode(with_less_context(group, draw), tokenizer) for group in groups]
    chunk: list[EncodedGroup] = []
    inputs = 0
    for group in encoded:
        chunk.append(group)
        inputs += len(group)
        if inputs >= BATCH_INPUTS * _SORTED_BATCHES:
            yield from _batches_by_length(chunk, draw)
            chunk, inputs = [], 0
    yield from _batches_by_length(chunk, draw)


def _batches_by_length(groups: Sequence[EncodedGroup], draw: random.Random) -> Iterator[list[EncodedGroup]]:
    chunk_batches: list[list[EncodedGroup]] = [[]]
    for group in sorted(groups, key=_max_tokens):
        if sum(len(other) for other in chunk_batches[-1]) >= BATCH_INPUTS:
            chunk_batches.append([])
        chunk_batches[-1].append(group)
    yield from (batch for batch in draw.sample(chunk_batches, len(chunk_batches)) if batch)


def _max_tokens(group: EncodedGroup) -> int:
    return max((len(encoded.qa_input.ids) for encoded in group), default=0)


def with_less_context(group: Group, draw: random.Random) -> Group:
    """Leaves out the titles or the sentences before now and then, for all candidates of the group alike."""
    title, before = draw.random() < _TITLE_DROPOUT, draw.random() < _BEFORE_DROPOUT

    def reduced_label(label: Label) -> Label:
        return replace(label, candidate=without_context(label.candidate, title=title, before=before))

    def reduced(question: LabelledQuestion) -> LabelledQuestion:
        return replace(question, labels=tuple(reduced_label(label) for label in question.labels))

    return replace(group, questions=tuple(reduced(question) for question in group.questions))
