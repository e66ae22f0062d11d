"""The objects that the requests of one server share."""

from dataclasses import dataclass

from assistant.api.answer_pool import AnswerPool
from assistant.api.monitoring import Metrics
from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJobs
from assistant.conversations.store import ConversationStore


@dataclass(frozen=True, slots=True)
class Services:
    """The objects that the requests of one server share: created with the server, closed at its end."""

    assistant: Assistant
    answers: AnswerPool
    jobs: IngestJobs
    conversations: ConversationStore
    metrics: Metrics

    def close(self) -> None:
        """Ends the work that is still running."""
        self.answers.close()
        self.jobs.close()
        self.conversations.close()
