from assistant.ingest.language.content_words import content_stems, content_words, content_words_or_all


def test_function_words_do_not_count_unless_there_are_no_others() -> None:
    assert content_stems("Who is the mayor of it?") == ["mayor"]
    assert content_stems("Why is that?") != []


def test_content_words_keep_their_order_and_repetitions() -> None:
    assert content_words("The Bridge, the old bridge") == ["bridge", "old", "bridge"]
    assert content_words("Why is that?") == []
    assert content_words_or_all("Why is that?") == ["why", "is", "that"]
