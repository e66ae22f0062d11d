"""Computes the mean vectors of multilingual-e5-small for each writing system: `python -m assistant.eval.fitting.mean_vectors OUT.npz FILE…`.

Each file holds articles as JSON lines: `text`, `language` (English if it is missing), and `pairs`, each with a `question`.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import numpy as np

from assistant.ingest.embedders.contract import Vectors
from assistant.ingest.embedders.mean_vectors import OTHER_SCRIPTS, Role, mean_name, script_of
from assistant.ingest.embedders.multilingual_e5 import MultilingualE5Embedder
from assistant.ingest.language.sentences import split_sentences

_SAMPLE = 120
"""Texts of each language and role."""
_SEED = 1


def mean_vectors(files: Sequence[Path]) -> dict[str, Vectors]:
    """Returns the means by name: each is averaged over the languages of a writing system, and that of others over the writing systems."""
    embedder = MultilingualE5Embedder()
    random = np.random.default_rng(_SEED)
    by_script: defaultdict[str, list[Vectors]] = defaultdict(list)
    for role, language, texts in _texts(files):
        sample = [texts[index] for index in random.permutation(len(texts))[:_SAMPLE]]
        vectors = (
            embedder.embed_passages(sample)
            if role == "passage"
            else np.stack([embedder.embed_question(text) for text in sample])
        )
        name = mean_name(script_of(" ".join(sample)), role)
        by_script[name].append(vectors.mean(axis=0))
        sys.stderr.write(f"{language}: {len(sample)} texts for {name}\n")
    means = {name: np.mean(of_languages, axis=0) for name, of_languages in by_script.items()}
    for role in get_args(Role):
        of_scripts = [mean for name, mean in means.items() if name.endswith(role)]
        means[mean_name(OTHER_SCRIPTS, role)] = np.mean(of_scripts, axis=0)
    return {name: mean.astype(np.float32) for name, mean in means.items()}


def _texts(files: Sequence[Path]) -> Iterator[tuple[Role, str, list[str]]]:
    """Yields the sentences and the questions of each language."""
    sentences: defaultdict[str, list[str]] = defaultdict(list)
    questions: defaultdict[str, list[str]] = defaultdict(list)
    for line in (line for file in files for line in file.read_text("utf-8").splitlines()):
        article = json.loads(line)
        language, text = article.get("language", "en"), article["text"]
        sentences[language] += [text[found.start : found.end] for found in split_sentences(text, language)]
        questions[language] += [pair["question"] for pair in article["pairs"]]
    for language in sentences:
        yield "passage", language, sentences[language]
        yield "question", language, questions[language]


if __name__ == "__main__":
    np.savez(sys.argv[1], allow_pickle=False, **mean_vectors([Path(name) for name in sys.argv[2:]]))
