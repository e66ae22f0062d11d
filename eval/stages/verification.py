"""How well the check tells answers that their source backs from made-up ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.eval.question_sets.verification_set import AnswerPair
from assistant.generative.verification.fitted_weights import VERIFICATION_WEIGHTS
from assistant.generative.verification.read_passage import AnalysedPassage
from assistant.generative.verification.verify import Verification, verify_statement
from assistant.ingest.article import Article
from assistant.ingest.embedders import Embedder
from assistant.ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class VerifiedAnswer:
    """One answer as the check sees it.

    Attributes:
        right: Whether the set says that it is right.
        checked: What the check found.
    """

    right: bool
    checked: Verification


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """The numbers.

    Attributes:
        pairs: How many questions, each with a right and a made-up answer.
        auroc: How likely the check ranks a right answer above a made-up one (area under the ROC curve).
        false_alarms: The share of the right answers that it calls unsupported.
        caught: The share of the made-up ones that it calls unsupported.
        threshold: From this score on an answer without a problem counts as supported.
    """

    pairs: int
    auroc: float
    false_alarms: float
    caught: float
    threshold: float


def verify_all(pairs: Iterable[AnswerPair], embedder: Embedder) -> Iterator[VerifiedAnswer]:
    """Checks both answers of each pair, the knowledge being the passage cited."""
    for pair in pairs:
        article = Article(id="knowledge", title=" ", text=pair.knowledge, source=" ", origin=" ")
        passage = AnalysedPassage(article, 0, len(pair.knowledge), lambda: embedder)
        for answer, right in ((pair.right, True), (pair.made_up, False)):
            yield VerifiedAnswer(right, verify_statement(answer, [passage], embedder, pair.question))


def measure_verification(answers: Sequence[VerifiedAnswer]) -> VerificationResult:
    """The numbers over checked answers.

    Raises:
        UsageError: If there are none.
    """
    from sklearn.metrics import roc_auc_score

    right = [one.checked for one in answers if one.right]
    made_up = [one.checked for one in answers if not one.right]
    if not right or not made_up:
        raise UsageError("there is nothing to measure; the set, or the half of it, is empty")
    certainty = [one.checked.certainty for one in answers]
    return VerificationResult(
        pairs=len(right),
        auroc=round(float(roc_auc_score([one.right for one in answers], certainty)), 4),
        false_alarms=round(_unsupported(right), 4),
        caught=round(_unsupported(made_up), 4),
        threshold=VERIFICATION_WEIGHTS.supported_from,
    )


def _unsupported(checked: Sequence[Verification]) -> float:
    return sum(not one.supported for one in checked) / len(checked)
