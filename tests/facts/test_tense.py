from pathlib import Path

import pytest

from assistant.facts.tense import asserts_unconfirmed_completion
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.library import Library


@pytest.mark.parametrize(
    ("statement", "source", "verb"),
    [
        ("The singer was inducted this week.", "The singer will be inducted this fall.", "inducted"),
        ("The ministers met.", "The ministers are expected to meet when it is necessary.", "met"),
        ("Has the ferry line filed for bankruptcy?", "The ferry line is preparing to file for bankruptcy.", "filed"),
        ("He resigned on Monday.", "He said that he would soon resign.", "resigned"),
        ("The singer will be inducted.", "The singer will be inducted this fall.", None),
        ("The two were expected to meet.", "The two will meet in June.", None),
        ("The bridge was closed.", "The bridge was closed in March and will be closed again in May.", None),
        ("They voted in May.", "After the May vote they celebrated.", None),
        ("She won the cup.", "She went on to win the cup.", None),
    ],
)
def test_something_only_expected_is_not_reported_as_done(statement: str, source: str, verb: str | None) -> None:
    assert asserts_unconfirmed_completion(statement, [source]) == verb


def test_a_sentence_never_contradicts_itself(samples: Path) -> None:
    with Library(samples) as library:
        texts = [library.catalog.article(article.id).text for article in library.catalog.articles()]
    sentences = [text[sentence.start : sentence.end] for text in texts for sentence in split_sentences(text)]
    assert len(sentences) > 200
    assert [sentence for sentence in sentences if asserts_unconfirmed_completion(sentence, [sentence])] == []
