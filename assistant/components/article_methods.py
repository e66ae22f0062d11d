"""The methods of `Assistant` that add, show, compare and remove articles, and that maintain the index."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.components.async_methods import async_twin
from assistant.components.ingestion import ingest_sources, reindex_library
from assistant.components.models import LoadedModels
from assistant.ingest.article import Article
from assistant.ingest.document_memory import DocumentMemory
from assistant.ingest.errors import UsageError, no_article
from assistant.ingest.library import ArticleSummary, Library
from assistant.ingest.library.editions import Edition
from assistant.ingest.report import IngestProgress, IngestReport, NoProgress
from assistant.ingest.word_diff import TextPart, word_diff
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.ingest.sources import Source


class ArticleMethods:
    """The articles of one library: the base of `Assistant`, which documents the attributes."""

    def __init__(self, settings: Settings, library: Library, models: LoadedModels) -> None:
        self.settings = settings
        self.library = library
        self._models = models
        self._document_memory = DocumentMemory()

    def ingest(
        self,
        sources: "Source | Iterable[Source]",
        *,
        columns: Mapping[str, str] | None = None,
        progress: IngestProgress | None = None,
        from_strangers: bool = False,
        workers: int | str | None = None,
    ) -> IngestReport:
        """Reads articles from files, folders, archives, pages and feeds into the library.

        New and changed articles are stored. Unchanged articles are skipped. A source that cannot be read is reported and does not stop the others.

        Args:
            sources: Paths, `http(s)` addresses and documents, or one of them.
            columns: For records: the column of each field, such as `{"text": "body"}`.
            progress: Receives the progress.
            from_strangers: Whether the sources were named by someone who may not read this computer's files and network. If so, paths are
                refused, and addresses must be on the public internet or in one of the `fetch_networks`.
            workers: The address of a Dask scheduler, such as `tcp://host:8786`, or a number of processes on this machine. The workers read,
                chunk and embed; this process stores the results. The result is the same as without workers.

        Raises:
            LibraryBusyError: If another process writes to the library for longer than `wait_seconds`.
            LibraryError: If the library cannot be written.
            EmbedderError: If the embedder cannot be loaded.
            WorkersError: If the workers cannot be reached, or would process an article differently from this process.
            MissingExtraError: If workers are requested and Dask is not installed.
            UsageError: If `workers` is invalid, or the assistant was opened with an embedder object.
        """
        return ingest_sources(
            self.library,
            self._models,
            self.settings,
            sources,
            columns or {},
            progress or NoProgress(),
            memory=self._document_memory if from_strangers else None,
            workers=workers,
        )

    def articles(self, limit: int | None = None, offset: int = 0, text: str | None = None) -> list[ArticleSummary]:
        """Lists the articles, newest first; see `Catalog.articles`."""
        return self.library.catalog.articles(limit, offset, text)

    def article(self, article_id: str, edition: str | None = None) -> Article:
        """Returns one article with its text.

        Args:
            article_id: The article.
            edition: The edition, as a citation names it (`Citation.edition`). Default: the newest.

        Raises:
            UsageError: If there is no such article, or it has no such edition.
        """
        catalog = self.library.catalog
        article = catalog.edition(article_id, edition) if edition else catalog.article(article_id)
        if article is None and edition and catalog.content_hash(article_id):
            raise UsageError(
                f"the article {article_id!r} has no edition {edition!r}; list them with: assistant articles editions {article_id}"
            )
        if article is None:
            raise no_article(article_id)
        return article

    def editions(self, article_id: str) -> list[Edition]:
        """Returns all editions of an article, the oldest first. The last one is the article as it is now.

        Raises:
            UsageError: If there is no such article.
        """
        editions = self.library.catalog.editions(article_id)
        if not editions:
            raise no_article(article_id)
        return editions

    def changes(self, article_id: str, since: str | None = None) -> list[TextPart]:
        """Compares the text of an article with an earlier edition of it, word by word.

        Args:
            article_id: The article.
            since: The name of the earlier edition. Default: the one before the newest.

        Raises:
            UsageError: If there is no such article or edition.
        """
        editions = self.editions(article_id)
        earlier = self.article(article_id, since) if since else editions[-2 if len(editions) > 1 else -1].article
        return word_diff(earlier.text, editions[-1].article.text)

    def remove(self, article_ids: str | Sequence[str]) -> list[str]:
        """Removes articles with all their editions.

        Returns:
            The ids that existed.

        Raises:
            LibraryBusyError: If another process is writing.
        """
        ids = [article_ids] if isinstance(article_ids, str) else list(article_ids)
        with self.library.writing("remove", self.settings.wait_seconds) as writer:
            return writer.remove(ids)

    def reindex(self, embedder: str | None = None, *, progress: IngestProgress | None = None) -> None:
        """Rebuilds the vector index. Embeds all articles again first if the embedder changes or an earlier version made the vectors.

        Raises:
            LibraryBusyError: If another process is writing.
            EmbedderError: If the embedder cannot be loaded.
        """
        reindex_library(self.library, self._models, embedder, progress or NoProgress(), self.settings.wait_seconds)
        if self._models.preferred != self.settings.embedder:
            self.settings = self.settings.model_copy(update={"embedder": self._models.preferred})

    def update_index(self) -> bool:
        """Adds passages to the vector index of a large library if enough of them are not indexed yet.

        `ingest` and `remove` do not wait for this; passages that are not indexed yet are still found, more slowly. Call it when there is time.
        Otherwise an ingest does it when a tenth of the library is not indexed. It can be interrupted at any time, and articles can be added
        meanwhile.

        Returns:
            Whether something was done.

        Raises:
            LibraryBusyError: If another process is writing and Chroma is a server.
            LibraryError: If the index cannot be written.
        """
        return self.library.update_index(self.settings.wait_seconds)

    # Async twins

    aingest = async_twin(ingest)
    aarticles = async_twin(articles)
    aarticle = async_twin(article)
    aeditions = async_twin(editions)
    achanges = async_twin(changes)
    aremove = async_twin(remove)
    areindex = async_twin(reindex)
    aupdate_index = async_twin(update_index)
