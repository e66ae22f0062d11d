"""`/v1/articles` and `/v1/jobs`: lists, shows, removes and adds articles."""

import json
import shutil
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile

from assistant.api.article_schemas import ArticlePage, ArticleShown, EditionShown
from assistant.api.authentication import REQUIRES_READ, REQUIRES_WRITE, Caller, ReadCaller, WriteCaller
from assistant.api.ingest_schemas import AddRequest, GivenArticle, JobShown
from assistant.api.json_bodies import BoundedJsonRoute
from assistant.api.problems import ProblemError, problem_of, problem_responses
from assistant.api.request_fields import MAX_PAGE, Name
from assistant.api.services import Services
from assistant.api.uploads import UploadFolder
from assistant.background.ingest_jobs import IngestJob
from assistant.ingest.article import EDITION_CHARACTERS
from assistant.ingest.readers.contract import Document
from assistant.ingest.readers.decode import clean_line

MAX_FILES = 50
_MAX_NAME_CHARACTERS = 200
_REMOVE_SECONDS = 5.0
_NO_ARTICLE = "there is no article with this id; GET /v1/articles lists them"

_NO_EDITION = "the article has no edition with this name; GET /v1/editions/ID lists them"

EditionName = Annotated[
    str, Query(max_length=EDITION_CHARACTERS, description="The edition, as a citation names it. Default: the newest.")
]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="The largest number of results.")]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1, description="The number of results to skip.")]


def article_routes(services: Services) -> APIRouter:
    """Returns the routes that list, show and remove articles."""
    router = APIRouter(tags=["articles"])
    library = services.assistant.library

    @router.get("/v1/articles", responses=problem_responses(422), dependencies=[REQUIRES_READ])
    def articles(
        limit: Limit = 50,
        offset: Offset = 0,
        text: Annotated[
            str, Query(max_length=500, description="Only articles with this text in title, source or id.")
        ] = "",
    ) -> ArticlePage:
        """Lists articles, newest first, undated ones last."""
        return ArticlePage.of(services.assistant.articles(limit + 1, offset, text or None), limit, offset)

    @router.get("/v1/articles/{article_id:path}", responses=problem_responses(404, 422), dependencies=[REQUIRES_READ])
    def article(article_id: str, edition: EditionName = "") -> ArticleShown:
        """Returns one article with its text."""
        stored = library.catalog.article(article_id)
        if stored is None:
            raise ProblemError(404, "article_not_found", _NO_ARTICLE)
        if edition and (stored := library.catalog.edition(article_id, edition)) is None:
            raise ProblemError(404, "edition_not_found", _NO_EDITION)
        return ArticleShown.of(stored)

    @router.get("/v1/editions/{article_id:path}", responses=problem_responses(404, 422), dependencies=[REQUIRES_READ])
    def editions(article_id: str) -> list[EditionShown]:
        """Lists the editions of an article, the oldest first, each with its difference from the one before."""
        stored = library.catalog.editions(article_id)
        if not stored:
            raise ProblemError(404, "article_not_found", _NO_ARTICLE)
        return EditionShown.list_of(stored)

    @router.delete(
        "/v1/articles/{article_id:path}",
        status_code=204,
        responses=problem_responses(404, 422, 503),
        dependencies=[REQUIRES_WRITE],
    )
    def remove(article_id: str) -> None:
        """Removes an article from every index."""
        if library.catalog.content_hash(article_id) is None:
            raise ProblemError(404, "article_not_found", _NO_ARTICLE)
        with library.writing("remove", _REMOVE_SECONDS) as writer:
            writer.remove([article_id])

    return router


def adding_routes(services: Services) -> APIRouter:
    """Returns the routes that add articles."""
    router = APIRouter(tags=["articles"], route_class=BoundedJsonRoute)

    @router.post(
        "/v1/articles",
        status_code=202,
        responses=problem_responses(400, 408, 413, 422, 503),
    )
    def add(body: AddRequest, caller: WriteCaller, response: Response) -> JobShown:
        """Adds pages, feeds and articles. A job reads them one after the other; query it until it has ended."""
        sources: list[str | Document] = [*body.urls]
        if body.articles:
            sources.append(_records_document(body.articles, caller))
        if not sources:
            raise ProblemError(422, "nothing_to_add", "name something to add: urls, articles, or both")
        return _accepted(services.jobs.submit(caller.owner, sources), response)

    @router.post(
        "/v1/articles/files",
        status_code=202,
        responses=problem_responses(400, 408, 413, 422, 503),
    )
    def add_files(
        files: Annotated[list[UploadFile], File(description="Texts, pages, PDFs, records, archives, feeds.")],
        caller: WriteCaller,
        response: Response,
    ) -> JobShown:
        """Adds files. Each is identified by its name: a file of the same name replaces the earlier one."""
        if len(files) > MAX_FILES:
            raise ProblemError(
                422, "too_many_files", f"at most {MAX_FILES} files can be sent at once; send the others after them"
            )
        folder = UploadFolder()
        try:
            documents = [folder.add(_base_name(file.filename), _copier(file)) for file in files]
            return _accepted(services.jobs.submit(caller.owner, documents, folder.delete), response)
        except BaseException:
            folder.delete()
            raise

    return router


def job_routes(services: Services) -> APIRouter:
    """Returns the routes about ingest jobs."""
    router = APIRouter(tags=["jobs"])

    @router.get("/v1/jobs/{job_id}", responses=problem_responses(404, 422))
    def job(job_id: Name, caller: ReadCaller) -> JobShown:
        """Returns the progress of an ingest, or its result."""
        return _job_shown(services.jobs.get(caller.owner, job_id))

    @router.delete("/v1/jobs/{job_id}", status_code=202, responses=problem_responses(404, 422))
    def cancel(job_id: Name, caller: WriteCaller) -> JobShown:
        """Cancels an ingest as soon as possible; finished articles stay."""
        return _job_shown(services.jobs.cancel(caller.owner, job_id))

    return router


def _records_document(articles: Sequence[GivenArticle], caller: Caller) -> Document:
    """Returns articles as a document of records; the caller is the source of an article without one."""
    records = [article.model_dump(exclude_none=True) for article in articles]
    for record in records:
        if not record.keys() & {"source", "url"}:
            record["source"] = caller.name or "API"
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    return Document("articles.jsonl", "api", lambda: BytesIO(lines))


def _copier(upload: UploadFile) -> Callable[[Path], None]:
    def copy_to(path: Path) -> None:
        with path.open("wb") as target:
            shutil.copyfileobj(upload.file, target)

    return copy_to


def _base_name(name: str | None) -> str:
    """Returns the last part of an untrusted file name, as one clean line."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return clean_line(last)[-_MAX_NAME_CHARACTERS:].strip(". ") or "upload"


def _accepted(job: IngestJob, response: Response) -> JobShown:
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return _job_shown(job)


def _job_shown(job: IngestJob) -> JobShown:
    return JobShown.of(job, problem_of(job.error).detail if job.error else "")
