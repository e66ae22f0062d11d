"""`/v1/articles` and `/v1/jobs`: what is in the library, and what is put into it."""

import json
import shutil
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile

from assistant.api.access import Caller
from assistant.api.caller import Reading, Writing
from assistant.api.problems import ProblemError, declared, problem_of
from assistant.api.services import Services
from assistant.api.shapes import MAX_PAGE, AddRequest, ArticlePage, ArticleShown, GivenArticle, JobShown, Name
from assistant.api.upload_room import UploadRoom
from assistant.background.ingest_jobs import IngestJob
from assistant.ingest.readers.contract import Document
from assistant.ingest.readers.decode import clean_line

MAX_FILES = 50
_NAME_CHARACTERS = 200
_REMOVE_SECONDS = 5.0
_NO_ARTICLE = "there is no article with this id; GET /v1/articles lists them"

Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="At most so many.")]
Offset = Annotated[int, Query(ge=0, le=2**31 - 1, description="How many to leave out first.")]


def article_routes(services: Services) -> APIRouter:
    """The routes that list, show and remove articles."""
    router = APIRouter(tags=["articles"])
    library = services.assistant.library

    @router.get("/v1/articles", responses=declared(422))
    def articles(
        caller: Reading,
        limit: Limit = 50,
        offset: Offset = 0,
        text: Annotated[
            str, Query(max_length=500, description="Only those whose title, source or id contains it.")
        ] = "",
    ) -> ArticlePage:
        """Lists articles, the newest first, undated ones last."""
        del caller
        return ArticlePage.of(services.assistant.articles(limit + 1, offset, text or None), limit, offset)

    @router.get("/v1/articles/{article_id:path}", responses=declared(404, 422))
    def article(article_id: str, caller: Reading) -> ArticleShown:
        """One article with its text."""
        del caller
        found = library.catalog.article(article_id)
        if found is None:
            raise ProblemError(404, "article_not_found", _NO_ARTICLE)
        return ArticleShown.of(found)

    @router.delete("/v1/articles/{article_id:path}", status_code=204, responses=declared(404, 422, 503))
    def remove(article_id: str, caller: Writing) -> None:
        """Removes an article from every index."""
        del caller
        if library.catalog.content_hash(article_id) is None:
            raise ProblemError(404, "article_not_found", _NO_ARTICLE)
        with library.writing("remove", _REMOVE_SECONDS) as writer:
            writer.remove([article_id])

    return router


def adding_routes(services: Services) -> APIRouter:
    """The routes that add articles."""
    router = APIRouter(tags=["articles"])

    @router.post(
        "/v1/articles",
        status_code=202,
        responses=declared(400, 408, 413, 422, 503),
    )
    def add(wanted: AddRequest, caller: Writing, response: Response) -> JobShown:
        """Adds pages, feeds and articles. They are read one after the other by a job; ask for it until it has ended."""
        sources: list[str | Document] = [*wanted.urls]
        if wanted.articles:
            sources.append(_records(wanted.articles, caller))
        if not sources:
            raise ProblemError(422, "nothing_to_add", "name something to add: urls, articles, or both")
        return _begun(services.jobs.submit(caller.owner, sources), response)

    @router.post(
        "/v1/articles/files",
        status_code=202,
        responses=declared(400, 408, 413, 422, 503),
    )
    def add_files(
        files: Annotated[list[UploadFile], File(description="Texts, pages, PDFs, records, archives, feeds.")],
        caller: Writing,
        response: Response,
    ) -> JobShown:
        """Adds files, each known by its name: one of the same name takes the place of what was there."""
        if len(files) > MAX_FILES:
            raise ProblemError(
                422, "too_many_files", f"at most {MAX_FILES} files can be sent at once; send the others after them"
            )
        room = UploadRoom()
        try:
            documents = [room.document(_plain_name(one.filename), _copier(one)) for one in files]
            return _begun(services.jobs.submit(caller.owner, documents, room.clear), response)
        except BaseException:
            room.clear()
            raise

    return router


def job_routes(services: Services) -> APIRouter:
    """The routes about ingests."""
    router = APIRouter(tags=["jobs"])

    @router.get("/v1/jobs/{job_id}", responses=declared(404, 422))
    def job(job_id: Name, caller: Reading) -> JobShown:
        """How an ingest goes on, or what it did."""
        return _shown(services.jobs.get(caller.owner, job_id))

    @router.delete("/v1/jobs/{job_id}", status_code=202, responses=declared(404, 422))
    def cancel(job_id: Name, caller: Writing) -> JobShown:
        """Ends an ingest as soon as it can be; what it has finished stays."""
        return _shown(services.jobs.cancel(caller.owner, job_id))

    return router


def _records(articles: Sequence[GivenArticle], caller: Caller) -> Document:
    """Articles as a document of records; one that names no publication is from whoever sent it."""
    records = [one.model_dump(exclude_none=True) for one in articles]
    for record in records:
        if not record.keys() & {"source", "url"}:
            record["source"] = caller.name or "API"
    lines = "".join(json.dumps(record) + "\n" for record in records).encode()
    return Document("articles.jsonl", "api", lambda: BytesIO(lines))


def _copier(upload: UploadFile) -> Callable[[Path], None]:
    def copy(path: Path) -> None:
        with path.open("wb") as target:
            shutil.copyfileobj(upload.file, target)

    return copy


def _plain_name(name: str | None) -> str:
    """The last part of a name that a stranger gave, without what no name should have."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    return clean_line(last)[-_NAME_CHARACTERS:].strip(". ") or "upload"


def _begun(job: IngestJob, response: Response) -> JobShown:
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return _shown(job)


def _shown(job: IngestJob) -> JobShown:
    return JobShown.of(job, problem_of(job.error).detail if job.error else "")
