"""The short answer is marked only if exactly one value can be meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.answer import Statement
from assistant.cli.rendering.answer import statement_line
from assistant.extractive.qa_model import Judgement
from assistant.extractive.short_answer import find_short_answer, short_answer
from assistant.questions.question import parse_question

DAY = date(2026, 5, 20)


def short_answer_text(question: str, sentence: str) -> str | None:
    span = short_answer(parse_question(question, DAY), sentence)
    return None if span is None else sentence[slice(*span)]


@pytest.mark.parametrize(
    ("question", "sentence", "short"),
    [
        ("Who chairs the council?", "The council is chaired by Dorothea Quill.", "Dorothea Quill"),
        (
            "Who is the captain of the ferry?",
            "The captain, Anna van der Rill’s brother said, is away.",
            "Anna van der Rill",
        ),
        ("When did the bridge reopen?", "The bridge reopened on Saturday, 23 May 2026.", "Saturday, 23 May 2026"),
        ("When was the council founded?", "The council was founded in 1871 by two farmers.", "1871"),
        ("When does the ferry sail?", "The ferry sails at 9:15 a.m. from the pier.", "9:15 a.m."),
        ("How many people were rescued?", "All five people were rescued on 3 May.", "five"),
        ("How much will it cost?", "It will cost $4.8 million, the council said in March 2026.", "$4.8 million"),
        ("How much is the fine?", "The fine is 1000 euros.", "1000 euros"),
        ("How much is the fine?", "The fine is 1900 euros.", "1900 euros"),
        ("How much is the fine?", "The fine is $2000, said the council in 1450.", "$2000"),
        ("When was the abbey founded?", "The abbey, which has 1200 stones, was founded in 1066.", "1066"),
        ("What percentage voted?", "On Sunday 61.5 per cent voted.", "61.5 per cent"),
    ],
)
def test_the_only_possible_value_is_marked(question: str, sentence: str, short: str) -> None:
    assert short_answer_text(question, sentence) == short


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who met?", "Anna Rill met Steffan Boer."),  # two people
        ("Who is Anna Rill?", "Anna Rill is a captain."),  # only who was asked about
        ("When did it open?", "It opened in May 2020 and closed in June 2021."),
        ("How many were there?", "There were 4 or 5."),
        ("How many were rescued in 2026?", "They were rescued in 2026."),
        ("Why was it closed?", "It was closed on Monday because of 3 cracks."),  # no short answer to that
        ("What is new?", "Nothing at all."),
    ],
)
def test_nothing_is_marked_if_it_is_not_clear(question: str, sentence: str) -> None:
    assert short_answer_text(question, sentence) is None


def found_text(question: str, sentence: str, span: str, span_score: float) -> str | None:
    start = sentence.index(span)
    judgement = Judgement(3.0, (start, start + len(span)), span_score, (0.0, 0.0, 0.0))
    marked = find_short_answer(parse_question(question, DAY), sentence, judgement)
    return None if marked is None else sentence[slice(*marked)]


def test_the_words_that_the_model_prefers_are_marked_if_they_are_of_the_kind_asked_for() -> None:
    sentence = "Anna Rill met Steffan Boer on 3 May and on 9 June."
    assert found_text("Who was met by Rill?", sentence, "Steffan Boer", -5.0) == "Steffan Boer"
    assert found_text("When did they meet?", sentence, "3 May", -5.0) == "3 May"
    assert found_text("When did they meet?", sentence, "Steffan Boer", 5.0) is None
    assert found_text("What did Rill do?", sentence, "met Steffan Boer", 0.5) == "met Steffan Boer"
    assert found_text("What did Rill do?", sentence, "met Steffan Boer", -0.5) is None
    assert found_text("Who was on board?", "He was on board with his son.", "He", 5.0) is None


def test_words_that_are_most_of_the_sentence_are_not_marked() -> None:
    sentence = "Anna Rill met Steffan Boer in Ashby."
    assert found_text("What happened in Ashby?", sentence, "Anna Rill met Steffan Boer", 5.0) is None
    assert found_text("Who is Anna Rill?", sentence, sentence, 5.0) is None


@pytest.mark.parametrize(
    ("sentence", "corrected"),
    [
        ("The Post wrote 4.8 million euros; this was wrong, and the correct figure is 3.1 million euros.", "3.1 million euros"),
        ("The Post has corrected the cost to 3.1 million euros.", "3.1 million euros"),
        ("The repair costs 3.1 million euros instead of 4.8 million euros.", "3.1 million euros"),
        ("The figure of 4.8 million euros was wrong.", None),
        ("The correct figures are 3.1 million euros and 2.9 million euros.", None),
    ],
)  # fmt: skip
def test_of_a_correction_only_the_corrected_value_is_marked(sentence: str, corrected: str | None) -> None:
    wrong = "4.8 million euros" if "4.8" in sentence else "3.1 million euros"
    assert found_text("How much does the repair cost?", sentence, wrong, 9.0) == corrected


@given(st.sampled_from(["Who was it?", "When was it?", "How many?", "Where?"]), st.text(max_size=200))
def test_a_marked_span_is_inside_the_sentence(question: str, sentence: str) -> None:
    span = short_answer(parse_question(question, DAY), sentence)
    assert span is None or 0 <= span[0] < span[1] <= len(sentence)


@given(st.text(alphabet="ab \n", min_size=1, max_size=30).filter(str.strip), st.data())
def test_the_terminal_shows_the_same_words_with_and_without_the_mark(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    plain = Statement(text=text, citations=(1,), supported=True)
    marked = plain.model_copy(update={"short_answer": (start, end)})
    shown = ["".join(piece.text for piece in statement_line(statement)) for statement in (plain, marked)]
    assert shown[0].replace(" ", "") == shown[1].replace(" ", "")


@pytest.mark.parametrize(
    ("question", "span_score", "marked"),
    [
        ("Кто избран мэром?", 3.0, "Доротея Квилл"),
        ("Who was elected mayor?", 3.0, "Доротея Квилл"),
        ("Кто избран мэром?", -1.0, None),
        ("Избрана ли Доротея Квилл мэром?", 3.0, None),
    ],
)
def test_in_another_language_the_model_alone_finds_the_short_answer(
    question: str, span_score: float, marked: str | None
) -> None:
    sentence = "Мэром избрана Доротея Квилл."
    judgement = Judgement(2.0, (14, 27), span_score, (0.0, 0.0, 0.0))
    span = find_short_answer(parse_question(question, DAY), sentence, judgement, "ru")
    assert (None if span is None else sentence[slice(*span)]) == marked
