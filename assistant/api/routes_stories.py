"""`/v1/stories`: the articles grouped by event."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from assistant.api.article_schemas import ArticleListed
from assistant.api.authentication import REQUIRES_READ
from assistant.api.problems import ProblemError, problem_responses
from assistant.api.routes_articles import Limit, Offset
from assistant.api.services import Services
from assistant.ingest.errors import UsageError
from assistant.stories import Story

MinArticles = Annotated[int, Query(ge=1, le=1_000, description="Only stories with so many articles.")]


class StoryPage(BaseModel):
    """A part of the list of stories.

    Attributes:
        total: The number of stories of the whole list.
    """

    stories: list[Story]
    total: int


class StoryShown(BaseModel):
    """A story with its articles, the oldest first."""

    story: Story
    articles: list[ArticleListed]


def story_routes(services: Services) -> APIRouter:
    """Returns the routes that list and show stories."""
    router = APIRouter(tags=["articles"])
    stories = services.assistant.stories

    @router.get("/v1/stories", responses=problem_responses(422), dependencies=[REQUIRES_READ])
    def list_stories(limit: Limit = 20, offset: Offset = 0, min_articles: MinArticles = 2) -> StoryPage:
        """Lists the stories, those with the newest articles first. A question can be limited to one: see POST /v1/ask."""
        return StoryPage(stories=stories.newest(limit, offset, min_articles), total=stories.count(min_articles))

    @router.get("/v1/stories/{article_id:path}", responses=problem_responses(404, 422), dependencies=[REQUIRES_READ])
    def show_story(article_id: str) -> StoryShown:
        """Returns the story that an article belongs to, with all its articles."""
        try:
            articles = [ArticleListed.model_validate(article) for article in stories.articles(article_id)]
            return StoryShown(story=stories.story(article_id), articles=articles)
        except UsageError as error:
            detail = "there is no article with this id; GET /v1/articles lists them"
            raise ProblemError(404, "article_not_found", detail) from error

    return router
