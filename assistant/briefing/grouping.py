"""Groups articles into stories by the vectors of their first passages."""

from collections.abc import Sequence

import numpy as np

from assistant.ingest.embedders.contract import Vectors

SAME_STORY_COSINE = 0.6


def group_by_meaning(vectors: Vectors, stories: Sequence[int]) -> list[list[int]]:
    """Groups articles: each joins the group whose mean is closest to it, if that is close enough, and else begins a new one.

    Args:
        vectors: The vectors of the articles, in the order in which they were published; shape (articles, dimension), length 1.
        stories: The catalog's story of each article; near-duplicates have the same, and stay together.

    Returns:
        The indexes of the articles of each group.
    """
    groups: list[list[int]] = []
    sums: list[Vectors] = []
    group_of_story: dict[int, int] = {}
    for index, (vector, story) in enumerate(zip(vectors, stories, strict=True)):
        group = group_of_story.get(story)
        if group is None and sums:
            means = np.stack(sums)
            cosines = means @ vector / np.maximum(np.linalg.norm(means, axis=1), 1e-9)
            closest = int(np.argmax(cosines))
            group = closest if cosines[closest] >= SAME_STORY_COSINE else None
        if group is None:
            group = len(groups)
            groups.append([])
            sums.append(np.zeros_like(vector))
        groups[group].append(index)
        sums[group] = sums[group] + vector
        group_of_story[story] = group
    return groups
