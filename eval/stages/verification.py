"""Measures verification: how well it separates answers that their passage supports from made-up ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.eval.extra import eval_extra
from assistant.eval.question_sets.verification_set import AnswerPair
from assistant.extractive.qa_model import open_qa_model
from assistant.generative.verification.analysed_passage import AnalysedPassage, VerificationModels
from assistant.generative.verification.fitted_weights import VERIFICATION_WEIGHTS
from assistant.generative.verification.verify import Verification, verify_statement
from assistant.ingest.article import Article
from assistant.ingest.embedders import open_embedder
from assistant.ingest.errors import UsageError
from assistant.questions.question import parse_question


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """An answer with the result of its verification.

    Attributes:
        right: Whether the answer is right according to the set.
        verification: The result.
    """

    right: bool
    verification: Verification


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """Metrics of the verification.

    Attributes:
        pairs: The number of questions, each with a right and a made-up answer.
        auroc: The area under the ROC curve: how likely a right answer is ranked above a made-up one.
        false_alarms: The share of the right answers that are called unsupported.
        caught: The share of the made-up answers that are called unsupported.
        threshold: The lowest score at which an answer without a problem counts as supported.
    """

    pairs: int
    auroc: float
    false_alarms: float
    caught: float
    threshold: float


def packaged_models() -> VerificationModels:
    """Loads the packaged embedder and QA model."""
    embedder, qa_model = open_embedder(), open_qa_model()
    return VerificationModels(lambda: embedder, lambda: qa_model)


def verify_all(pairs: Iterable[AnswerPair], models: VerificationModels) -> Iterator[VerifiedAnswer]:
    """Verifies both answers of each pair against the pair's knowledge as the cited passage."""
    for pair in pairs:
        article = Article(id="knowledge", title=" ", text=pair.knowledge, source=" ", origin=" ")
        passage = AnalysedPassage(article, 0, len(pair.knowledge), models)
        question = parse_question(pair.question, date.max)
        for answer, right in ((pair.right, True), (pair.made_up, False)):
            yield VerifiedAnswer(right, verify_statement(answer, [passage], models, question))


def measure_verification(answers: Sequence[VerifiedAnswer]) -> VerificationResult:
    """Computes the metrics over verified answers.

    Raises:
        UsageError: If there are none.
    """
    with eval_extra("measuring the verification"):
        from sklearn.metrics import roc_auc_score

    right = [answer.verification for answer in answers if answer.right]
    made_up = [answer.verification for answer in answers if not answer.right]
    if not right or not made_up:
        raise UsageError("there is nothing to measure; the set, or the half of it, is empty")
    certainties = [answer.verification.certainty for answer in answers]
    return VerificationResult(
        pairs=len(right),
        auroc=round(float(roc_auc_score([answer.right for answer in answers], certainties)), 4),
        false_alarms=round(_share_unsupported(right), 4),
        caught=round(_share_unsupported(made_up), 4),
        threshold=VERIFICATION_WEIGHTS.supported_from,
    )


def _share_unsupported(verifications: Sequence[Verification]) -> float:
    return sum(not verification.supported for verification in verifications) / len(verifications)
