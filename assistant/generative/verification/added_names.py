"""Checks that a name which a statement adds stands beside the rest of it in a source, and not only somewhere in the passage."""

from collections.abc import Sequence

from assistant.facts.names import NamesInText
from assistant.generative.verification.analysed_passage import AnalysedPassage
from assistant.generative.verification.features import Claim
from assistant.ingest.language.content_words import content_stems


def unrelated_name(claim: Claim, question_names: NamesInText, passages: Sequence[AnalysedPassage]) -> str:
    """Returns a name that a statement adds to its question, and that its sources tell nothing else of the statement about.

    A source tells something about a name if a sentence with the name, or the sentence after it, which may say "she", has another content word of
    the statement.

    Args:
        claim: The statement.
        question_names: The names of the question.
        passages: The passages that the statement cites.

    Returns:
        The name; empty if there is none.
    """
    for name in claim.names:
        others = claim.words.stems - frozenset(stem for word in name for stem in content_stems(word))
        if not others or not question_names.missing(name):
            continue
        beside = [
            passage.stems_beside(index)
            for passage in passages
            for index, sentence in enumerate(passage.sentences)
            if not NamesInText(sentence).missing(name)
        ]
        if beside and not any(others & stems for stems in beside):
            return " ".join(name)
    return ""
