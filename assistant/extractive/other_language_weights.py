"""The weights by which sentences in other languages than English are judged."""

from dataclasses import dataclass

from assistant.extractive.features import SentenceFeatures


@dataclass(frozen=True, slots=True)
class OtherLanguageWeights:
    """Make an answer logit that is comparable with those of the packaged QA model.

    Attributes:
        qa_model: The weight of the multilingual QA model's answer logit.
        closeness: The weight of the cosine of the sentence's vector and the question's.
        coverage: The weight of the share of the question's words that the sentence has.
        bias: What is added if question and sentence are in one language.
        bias_across_languages: What is added if they are in two.
    """

    qa_model: float
    closeness: float
    coverage: float
    bias: float
    bias_across_languages: float

    def logit(self, answer_logit: float, features: SentenceFeatures, *, across_languages: bool) -> float:
        """Returns the logit of a sentence.

        Args:
            answer_logit: That of the multilingual QA model.
            features: The features of the sentence.
            across_languages: Whether question and sentence are in different languages.
        """
        bias = self.bias_across_languages if across_languages else self.bias
        return bias + (
            self.qa_model * answer_logit + self.closeness * features.closeness + self.coverage * features.coverage
        )
