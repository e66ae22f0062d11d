"""Promises of finding boilerplate: promotions, credits and notes are marked, and sentences of stories are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ingest.language.boilerplate import is_boilerplate
from assistant.ingest.language.sentences import split_sentences


@pytest.mark.parametrize(
    "line",
    [
        *("Read more: Ferry sinks off Cape Oll", "READ MORE", "More:Five reasons for a raise", "Related: Otters return", "See also: Tide tables"),
        *("Also read: The bridge opens", "Click here to read more", "Continue reading", "Story continues below", "DON'T MISS"),
        *("Follow Ada Holt on X", "Follow us on Facebook and Instagram.",
            "Follow reporter Jon Reed on Twitter @jreed", "You can follow her on X @holt"),
        *("Sign up for our morning newsletter and never miss a story.", "Subscribe to The Harbour Post today.", "Subscribe here", "Click To Tweet"),
        *("Advertisement", "ADVERTISEMENT", "Sponsored", "Anzeige", "Publicidad", "Loading…", "3 comments", "5 min read", "Filed under: Harbour"),
        *("Photo: Ada Holt", "Image credit: Jon Reed", "A ferry waits at the landing. Jon Reed/Getty Images", "(AP Photo/Jon Reed)", "Foto: dpa"),
        *("Reporting by Ada Holt; editing by Jon Reed", "Jon Reed contributed to this report.", "Ada Holt contributed reporting from Derrow."),
        *("Editor's note: This story was first published in May.", "Correction: The toll is 120 crowns.",
            "This story has been updated with more information."),
        *("AI-assisted summary", "This summary was generated with the help of artificial intelligence.",
            "© 2021 The Harbour Post. All rights reserved."),
        *("Lesen Sie auch: Die Brücke bleibt", "Lire aussi : Le pont reste ouvert", "Lea también: El puente",
            "Leggi anche: Il ponte", "Читайте также: Мост открыт"),
        *("The post Otters return appeared first on Vale Notes.", "If you enjoyed this article, we have a proposition for you."),
    ],
)  # fmt: skip
def test_boilerplate_is_marked(line):
    assert is_boilerplate(line)
    text = f"The tide was late.\n\n{line}\n\nThe ferry waited."
    quotable = [text[sentence.start : sentence.end] for sentence in split_sentences(text) if sentence.is_quotable]
    assert quotable == ["The tide was late.", "The ferry waited."]


@pytest.mark.parametrize(
    "sentence",
    [
        *("The council said on Tuesday that the bridge stays open.",
            "Subscribers to the ferry line rose by 5 percent.", "He followed her on foot to the market."),
        *("Sources said that the deal was close.", "The source of the fire is unknown.", "Register of voters grew by 5 percent last year."),
        *("Read my lips, he said.", "More than 40 ships passed the bridge.",
            "Photo editors were dismissed on Monday.", "Watch officers saw the light at noon."),
        *("Donate blood, the officials asked on Sunday.", "Join the army, his father told him.",
            "Corrections officers went on strike.", "Support our troops was the slogan."),
        *("Related companies paid no tax in 2020, the report found.",
            "Advertisement revenue fell by a third, the paper said.", "Loading docks were closed for a week."),
        *("Comments by the minister angered the anglers.", "Insight into the deal came from court papers.",
            "Follow the money, the prosecutor said.", "Click beetles were found in the barn."),
        *("Editors of the paper wrote a note to the king.", "Published studies agree that the tide is late.",
            "Updated rules apply from May, the county said."),
    ],
)  # fmt: skip
def test_sentences_of_a_story_are_not_marked(sentence):
    assert not is_boilerplate(sentence)


@given(st.text(max_size=200))
def test_any_text_is_checked(text):
    assert is_boilerplate(text) in {True, False}


def test_sentences_of_boilerplate_state_nothing():
    text = "The tide was late. Read more: Ferry sinks off Cape Oll\n\nAdvertisement\n\nThe ferry waited."
    stated = [text[sentence.start : sentence.end] for sentence in split_sentences(text, "en") if sentence.is_quotable]
    assert stated == ["The tide was late.", "The ferry waited."]
