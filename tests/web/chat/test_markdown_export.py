"""What is taken along as Markdown is complete, and shows nothing but text."""

from datetime import UTC, date, datetime

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answers.answer import Answer, Citation, Statement
from assistant.conversations.store import ConversationSummary, StoredConversation, StoredTurn
from assistant.web.chat.markdown_export import answer_markdown, conversation_markdown, escape_markdown, file_name

HOSTILE = "![x](http://evil.invalid/a.png) <img src=x onerror=alert(1)> [a](javascript:alert(2)) <http://evil.invalid> `c` **b** &lt;i&gt;"
MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})
texts = st.one_of(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text("![]()<>*_`#-+=1.&;:/\\ \n|~\"'ab"))


def answer(text: str, url: str | None = None) -> Answer:
    cited = Citation(
        number=1, article_id="a", title=text, source=text, url=url, published=date(2026, 5, 23), start=0, end=1,
        quote=text, score=1, also_in=(text,),
    )  # fmt: skip
    return Answer(
        question=text, standalone_question=text, status="answered", text=text,
        statements=(Statement(text=text, citations=(1,), supported=True),), citations=(cited,),
        as_of=date(2026, 6, 1), answerer="extractive",
    )  # fmt: skip


def kinds(markdown: str) -> list[str]:
    return [
        inner.type
        for token in MARKDOWN.parse(markdown)
        for inner in (token, *(token.children or ()))
        if inner.type not in {"text", "softbreak", "text_special"}
    ]


def words(markdown: str) -> str:
    return "".join(
        inner.content for token in MARKDOWN.parse(markdown) for inner in token.children or () if inner.content
    )


@given(texts)
@example(HOSTILE)
def test_text_stays_text(text: str) -> None:
    shown = " ".join(text.split())
    assert words(escape_markdown(text)).strip() == shown
    assert set(kinds(escape_markdown(text))) <= {"paragraph_open", "inline", "paragraph_close"}


@given(texts.filter(str.strip))
@example(HOSTILE)
def test_no_article_changes_the_markup_of_a_copied_answer(text: str) -> None:
    assert kinds(answer_markdown(answer(text))) == kinds(answer_markdown(answer("x")))


def test_a_copied_answer_has_its_numbers_sources_and_links() -> None:
    copied = answer_markdown(answer("The bridge reopened", "https://post.example/a(b)"))
    assert copied.startswith(
        "The bridge reopened [1]\n\n- \\[1\\] [The bridge reopened](https://post.example/a%28b%29)"
    )
    assert "23 May 2026" in copied
    assert "“The bridge reopened”" in copied
    assert "(also in The bridge reopened)" in copied
    assert "javascript" not in answer_markdown(answer("x", "javascript:alert(1)"))


def test_a_conversation_is_taken_along_with_all_its_turns() -> None:
    now = datetime(2026, 6, 2, tzinfo=UTC)
    turns = tuple(StoredTurn(number, now, answer(f"Turn {number}")) for number in (1, 2))
    exported = conversation_markdown(StoredConversation(ConversationSummary("c", HOSTILE, now, now, 2), turns))
    assert exported.startswith("# ")
    assert [line for line in exported.splitlines() if line.startswith("## ")] == ["## Turn 1", "## Turn 2"]
    assert "Asked on 2 June 2026, as of 1 June 2026" in exported
    assert not {"html_inline", "image", "link_open"} & set(kinds(exported))


def test_the_file_is_called_as_the_conversation_is_and_is_never_a_path() -> None:
    assert file_name("What did it cost?") == "What-did-it-cost.md"
    assert file_name("../../etc/passwd\0") == "etc-passwd.md"
    assert file_name("?!") == "conversation.md"
