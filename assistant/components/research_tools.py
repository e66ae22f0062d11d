"""The tools of a language model that looks things up before it answers: the same functions as over MCP, without a language model of their own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from assistant.answers.answer import Citation, Evidence, Hit
from assistant.answers.answerer import CitedStatement
from assistant.components.tool_arguments import ArticleArguments, ScopedQuestion
from assistant.extractive.answerer import ExtractiveAnswerer, RankedEvidence
from assistant.generative.excerpts import select_excerpts
from assistant.generative.research.tools import FoundPassage, ResearchTool, ToolResult
from assistant.generative.verification.prompt_injection import addresses_language_model
from assistant.ingest.article import Article, Passage
from assistant.ingest.errors import UsageError
from assistant.ingest.language.sentences import split_sentences
from assistant.ingest.library import Library, StoredPassage
from assistant.prompts import Prompts
from assistant.prompts.wording import long_date
from assistant.questions.form import QuestionForm
from assistant.questions.question import Question, parse_question
from assistant.questions.scope import question_scope

_TOP_K = 10
_EXCERPTS = 3
_MAX_QUOTES = 8
_MAX_PART_CHARS = 1_500


class ResearchTools:
    """Looks things up within the limits of the user's question: no later article, no other publication, no other story.

    Args:
        library: The articles.
        extractive: Judges which sentences answer.
        search: Returns the evidence for a question and a number of passages.
    """

    def __init__(
        self, library: Library, extractive: ExtractiveAnswerer, search: Callable[[Question, int], Evidence]
    ) -> None:
        self._library = library
        self._extractive = extractive
        self._search = search

    def tools(self, prompts: Prompts) -> tuple[ResearchTool, ...]:
        """Returns the tools, described by the prompts that describe those of MCP."""
        return (
            ResearchTool("ask", prompts.render("tool_ask"), ScopedQuestion, self.ask),
            ResearchTool("search", prompts.render("tool_search"), ScopedQuestion, self.search),
            ResearchTool("read_article", prompts.render("tool_read_article"), ArticleArguments, self.read_article),
        )

    def ask(self, arguments: ScopedQuestion, asked: Question) -> ToolResult:
        """Returns the sentences that answer a question; for a timeline, a list or a series its quotes."""
        question = self._question(arguments, asked)
        ranked = self._rank(question)
        if not ranked.is_answered:
            return ToolResult(_request(question, asked), (), "The articles do not say.")
        if question.form in (QuestionForm.FACT, QuestionForm.STATE):
            hits: Sequence[Hit] = select_excerpts(ranked.sentences, 1)
        else:
            quotes = [part for part in self._extractive.quote(ranked) if isinstance(part, CitedStatement)]
            citations = [citation for quote in quotes for citation in quote.citations]
            hits = [_narrowed(citation, ranked) for citation in citations[:_MAX_QUOTES]]
        return ToolResult(_request(question, asked), _found(hits, question))

    def search(self, arguments: ScopedQuestion, asked: Question) -> ToolResult:
        """Returns the excerpts that fit a question best, whether they answer it or not."""
        question = self._question(arguments, asked)
        ranked = self._rank(question)
        remark = "" if ranked.is_answered else "These passages may not answer it."
        hits = select_excerpts(ranked.sentences, _EXCERPTS)
        return ToolResult(_request(question, asked), _found(hits, question), remark if hits else "")

    def read_article(self, arguments: ArticleArguments, asked: Question) -> ToolResult:
        """Returns a part of an article.

        Raises:
            UsageError: If there is no such article in the scope of the user's question, or it has no such part.
        """
        article = self._library.catalog.article(arguments.article_id)
        if article is None or not _is_in_scope(article, asked):
            raise UsageError(f"there is no article {arguments.article_id}; use an id of a passage")
        end = _part_end(article, arguments.start)
        if end <= arguments.start:
            raise UsageError(f"the article has {len(article.text)} characters; start must be less")
        passage = StoredPassage(0, Passage(article.id, arguments.start, end), article, 0)
        rest = f"The article goes on: start={end}." if end < len(article.text) else ""
        return ToolResult(article.title, _found([Hit(passage, 1.0, 0.0, 0.0)], asked), rest)

    def _rank(self, question: Question) -> RankedEvidence:
        return self._extractive.rank(question, self._search(question, _TOP_K))

    def _question(self, arguments: ScopedQuestion, asked: Question) -> Question:
        """Returns the model's question, limited to what the user's question may use."""
        day = min(arguments.as_of or asked.as_of, asked.as_of)
        scope = question_scope(self._library.catalog, day, arguments.sources, asked.story)
        if asked.sources:
            sources = scope.sources & asked.sources if scope.sources else asked.sources
            if not sources:
                raise UsageError(f"the question is limited to {', '.join(sorted(asked.sources))}")
            scope = replace(scope, sources=sources)
        return parse_question(arguments.question, day, scope=scope)


def _request(question: Question, asked: Question) -> str:
    """Returns a question with the limits that the user's question does not have."""
    limits = [
        *([f"until {long_date(question.as_of)}"] if question.as_of != asked.as_of else []),
        *(sorted(question.sources) if question.sources != asked.sources else []),
    ]
    return f"{question.text} ({'; '.join(limits)})" if limits else question.text


def _found(hits: Sequence[Hit], question: Question) -> tuple[FoundPassage, ...]:
    return tuple(FoundPassage(hit, question) for hit in hits if not addresses_language_model(hit.text))


def _narrowed(citation: Citation, ranked: RankedEvidence) -> Hit:
    """Returns the hit that a citation was made from, narrowed to its quote."""
    hit = next(
        sentence.hit
        for sentence in ranked.sentences
        if sentence.hit.article.id == citation.article_id
        and sentence.hit.passage.start <= citation.start
        and citation.end <= sentence.hit.passage.end
    )
    passage = Passage(citation.article_id, citation.start, citation.end)
    return replace(hit, stored=replace(hit.stored, passage=passage), sentences=())


def _is_in_scope(article: Article, asked: Question) -> bool:
    """Checks whether the user's question may use an article. Of a story, only searches know the articles."""
    published: date | None = article.published.date() if article.published else None
    return (
        asked.story is None
        and (published is None or published <= asked.as_of)
        and (not asked.sources or article.source in asked.sources)
    )


def _part_end(article: Article, start: int) -> int:
    """Returns where the last whole sentence of a part ends; the end of the part if no sentence is that short."""
    limit = min(start + _MAX_PART_CHARS, len(article.text))
    ends = [sentence.end for sentence in split_sentences(article.text[:limit], article.language)]
    whole = [end for end in ends[:-1] if end > start]
    return limit if limit == len(article.text) or not whole else whole[-1]
