"""Installs a trained multilingual QA model: exports it into `assistant/extractive/qa_model`, and fits the weights that it is used with.

    python -m assistant.eval.training.fit_multilingual TWINS [--run RUN.pt --encoder FOLDER]

TWINS is a folder of twin questions in other languages (`languages-*.jsonl`). `--run` names the checkpoint of `qa_model/train.py` and the folder
of the encoder that it was started with. Without it, the weights are fitted for the model that is installed. The command writes
`assistant/extractive/multilingual_weights.py` and prints what the weights achieve.

The articles of all twins are put into a library of the multilingual embedder. The questions of held-out articles are asked of it, which training
did not use: each question and its near miss, in the language of the article and in English. The weights maximize the likelihood of the
sentences that answer, and of the refusals. The biases refuse the same share of the questions in one language and across languages.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.eval.fitting.ranked_questions import overlaps, ranked_evidence
from assistant.eval.training.qa_model.export import export
from assistant.eval.training.qa_model.scoring import auroc, refused_rightly, share
from assistant.eval.training.qa_model.train import load
from assistant.eval.training.qa_model.twins import is_held_out, language_records, twin_key
from assistant.extractive import multilingual_weights
from assistant.extractive.fitted_weights import ANSWER_THRESHOLD, CONFIDENCE_WEIGHTS
from assistant.extractive.other_language_weights import OtherLanguageWeights, weighted_features
from assistant.extractive.other_languages import FULL_TOPIC, SIMILARITY_WEIGHTS
from assistant.extractive.qa_model import packaged
from assistant.extractive.qa_model.packaged import MULTILINGUAL_GRAPH, MultilingualQAModel
from assistant.extractive.sentence_reranking import MULTILINGUAL_SENTENCES, read_sentences
from assistant.ingest.article import ParsedArticle
from assistant.ingest.embedders import MULTILINGUAL_EMBEDDER, open_embedder
from assistant.ingest.embedders.multilingual_e5 import MultilingualE5Embedder
from assistant.ingest.pipeline import ingest
from assistant.ingest.readers.contract import ReadArticle
from assistant.logistic import logit, sigmoid
from assistant.questions.question import QuestionKind

WRONGLY_REFUSED = 0.2
"""The share of the questions with a retrieved answer that the weights refuse here, in other words than the article's. With less, questions
about other articles are answered too."""

_RIDGE = 0.002
_ORDER_SHARE = 0.5  # of the loss for the order of sentences

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the sentences that were found for it.

    Attributes:
        language: The language of the article.
        is_across: Whether the question is in another language.
        features: What the weights multiply, for each sentence; shape (sentences, weights).
        right: Which sentences answer; shape (sentences,). None of a near miss.
        kind: Whether a sentence answers; if none does, because it is a near miss, or because the article that answers is left out.
    """

    language: str
    is_across: bool
    features: Matrix
    right: NDArray[np.bool_]
    kind: Literal["answered", "near miss", "left out"]

    def logits(self, weights: OtherLanguageWeights) -> Matrix:
        """Returns the logit of each sentence; shape (sentences,)."""
        bias = weights.bias_across_languages if self.is_across else weights.bias
        return np.asarray(self.features @ weights.values + bias)


def main(arguments: Sequence[str]) -> None:
    """Exports the model, fits the weights and writes their module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("twins", type=Path)
    parser.add_argument("--run", type=Path, help="the checkpoint to install")
    parser.add_argument("--encoder", type=Path, help="the folder of the encoder that its run was started with")
    parser.add_argument("--pairs", type=int, help="the number of pairs of each article; all of them by default")
    options = parser.parse_args(arguments)
    graph = Path(packaged.__file__).with_name(MULTILINGUAL_GRAPH)
    if options.run is not None:
        export(load(options.run, options.encoder), graph)
    asked = ask_held_out(options.twins, graph, options.pairs)
    weights = fit_weights(asked)
    Path(multilingual_weights.__file__).write_text(module_text(weights), encoding="utf-8")
    sys.stdout.write(report({"similarity": SIMILARITY_WEIGHTS, "with the QA model": weights}, asked))


def ask_held_out(folder: Path, graph: Path, pairs: int | None = None) -> list[AskedQuestion]:
    """Asks the questions of the held-out articles of a library of all articles.

    Args:
        folder: The folder of the twins.
        graph: The multilingual QA model.
        pairs: The number of pairs of each article; None for all.
    """
    records = list(language_records(folder))
    embedder = open_embedder(MULTILINGUAL_EMBEDDER)
    assert isinstance(embedder, MultilingualE5Embedder)
    model = MultilingualQAModel(embedder, graph)
    with TemporaryDirectory() as library, Assistant.open(Path(library), embedder=embedder) as assistant:
        read = [ReadArticle(_article(record), f"/twins/{record['id']}") for record in records]
        ingest(assistant.library, read, lambda: embedder)
        return [
            asked
            for record in records
            if is_held_out(twin_key(record))
            for pair in record["pairs"][:pairs]
            for text, evidence in (
                (pair["question"], pair["sentences"]),
                (pair["question_en"], pair["sentences"]),
                (pair["near_miss"], []),
                (pair["near_miss_en"], []),
            )
            for asked in _asked(assistant, model, record, text, evidence)
        ]


def _article(record: Mapping[str, Any]) -> ParsedArticle:
    return ParsedArticle(
        record["text"],
        title=record["title"],
        id=record["id"],
        source=record["source"],
        published=datetime.fromisoformat(record["published"][:10]).replace(tzinfo=UTC),
        language=record["language"],
    )


def _asked(
    assistant: Assistant, model: MultilingualQAModel, record: Mapping[str, Any], text: str, evidence: Sequence[str]
) -> Iterator[AskedQuestion]:
    """Asks a question; one that is answered is yielded once more without the sentences of the article that answers."""
    pool = ranked_evidence(assistant, text, None).pool
    question, sentences = pool.question, pool.ranked[:MULTILINGUAL_SENTENCES]
    judgements = read_sentences(question, sentences, model)
    asks_yes_no = question.kind is QuestionKind.YES_NO
    features = [
        weighted_features(judgement, sentence.features, asks_yes_no=asks_yes_no)
        for sentence, judgement in zip(sentences, judgements, strict=True)
    ]
    spans = [(start, start + len(quote)) for quote in evidence if (start := record["text"].find(quote)) >= 0]
    own = np.array([sentence.hit.article.id == record["id"] for sentence in sentences], np.bool_)
    asked = AskedQuestion(
        record["language"],
        question.language.tag != record["language"],
        np.array(features, np.float64).reshape(len(sentences), -1),
        own & np.array([overlaps(sentence, spans) for sentence in sentences], np.bool_),
        "answered" if evidence else "near miss",
    )
    yield asked
    if evidence and not own.all():
        yield replace(asked, features=asked.features[~own], right=asked.right[~own], kind="left out")


def fit_weights(asked: Sequence[AskedQuestion]) -> OtherLanguageWeights:
    """Fits the weights, then shifts the biases so that `WRONGLY_REFUSED` of the questions with a retrieved answer are refused.

    Args:
        asked: The questions; those whose answer was not retrieved are left out.
    """
    from scipy.optimize import minimize

    kept = [one for one in asked if len(one.right) and (one.kind != "answered" or one.right.any())]

    def loss(values: Matrix) -> float:
        weights = OtherLanguageWeights(*values)
        losses = [_loss(question, question.logits(weights)) for question in kept]
        return float(np.mean(losses) + _RIDGE * np.sum(np.square(weights.values)))

    start = OtherLanguageWeights(0.5, 0.0, 0.5, 5.0, 1.0, 0.0, -4.0, -4.0)
    fitted = OtherLanguageWeights(*minimize(loss, np.array(astuple(start)), method="L-BFGS-B").x.tolist())
    # The confidence is a logistic function of the logit, of this slope.
    scaled = OtherLanguageWeights(
        *(getattr(fitted, field.name) / CONFIDENCE_WEIGHTS.answers for field in fields(fitted))
    )
    shifts = [_threshold_logit() - _refusing_logit(kept, scaled, is_across=is_across) for is_across in (False, True)]
    return replace(scaled, bias=scaled.bias + shifts[0], bias_across_languages=scaled.bias_across_languages + shifts[1])


def _loss(question: AskedQuestion, logits: Matrix) -> float:
    """Returns the loss of refusing or answering, and of the order of the sentences."""
    if question.kind != "answered":
        return float(np.logaddexp(0, np.logaddexp.reduce(logits)))
    right = np.logaddexp.reduce(logits[question.right])
    return float(np.logaddexp(0, -right) + _ORDER_SHARE * (np.logaddexp.reduce(logits) - right))


def _threshold_logit() -> float:
    """Returns the answer logit at which the confidence is at the threshold."""
    weights = CONFIDENCE_WEIGHTS
    topic = sigmoid(weights.topic_bias + weights.late_interaction * FULL_TOPIC + weights.date_range_match)
    return (logit(ANSWER_THRESHOLD / topic) - weights.answer_bias) / weights.answers


def _refusing_logit(asked: Sequence[AskedQuestion], weights: OtherLanguageWeights, *, is_across: bool) -> float:
    """Returns the logit below which the best sentences of `WRONGLY_REFUSED` of the answerable questions are."""
    best = [
        question.logits(weights).max()
        for question in asked
        if question.is_across == is_across and question.kind == "answered"
    ]
    return float(np.quantile(best, WRONGLY_REFUSED))


def module_text(weights: OtherLanguageWeights) -> str:
    """Returns the text of the module with the weights."""
    values = "".join(f"    {field.name}={getattr(weights, field.name):.2f},\n" for field in fields(weights))
    return (
        '"""Fitted weights of the multilingual QA model beside similarity, made by `eval/training/fit_multilingual.py`."""\n\n'
        "from assistant.extractive.other_language_weights import OtherLanguageWeights\n\n"
        f"MULTILINGUAL_WEIGHTS = OtherLanguageWeights(\n{values})\n"
    )


def report(weights: Mapping[str, OtherLanguageWeights], asked: Sequence[AskedQuestion]) -> str:
    """Returns a Markdown table: for each set of weights, and for questions in each language and across languages, what they achieve."""
    languages = sorted({question.language for question in asked})
    groups = {
        "one language": [question for question in asked if not question.is_across],
        "across languages": [question for question in asked if question.is_across],
        **{
            language: [question for question in asked if question.language == language and not question.is_across]
            for language in languages
        },
    }
    head = (
        "| weights | questions | n | retrieved | first right | AUROC | refused | near misses refused | refused without the article "
        "| near misses at that share |\n"
    )
    rows = [
        f"| {name} | {group} | {len(questions)} | {' | '.join(f'{value:.3f}' for value in _measures(questions, these))} |\n"
        for name, these in weights.items()
        for group, questions in groups.items()
    ]
    return head + "|---" * 10 + "|\n" + "".join(rows)


def _measures(asked: Sequence[AskedQuestion], weights: OtherLanguageWeights) -> list[float]:
    found = [(question, question.logits(weights)) for question in asked if len(question.right)]
    answered = [(question, logits) for question, logits in found if question.kind == "answered"]
    highest = {
        kind: [float(logits.max()) for question, logits in found if question.kind == kind]
        for kind in ("answered", "near miss", "left out")
    }
    threshold = _threshold_logit()
    return [
        share([bool(question.right.any()) for question, _ in answered]),
        share([bool(question.right[logits.argmax()]) for question, logits in answered]),
        auroc(highest["answered"], highest["near miss"]),
        share([logit < threshold for logit in highest["answered"]]),
        share([logit < threshold for logit in highest["near miss"]]),
        share([logit < threshold for logit in highest["left out"]]),
        refused_rightly(highest["answered"], highest["near miss"], WRONGLY_REFUSED),
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
