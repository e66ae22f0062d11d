"""What the routes work with: made once for a server, closed at its end."""

from dataclasses import dataclass

from assistant.api.answers import Answers
from assistant.api.metrics import Metrics
from assistant.assistant import Assistant
from assistant.background.ingest_jobs import IngestJobs
from assistant.conversations.store import ConversationStore


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that one server's requests share."""

    assistant: Assistant
    answers: Answers
    jobs: IngestJobs
    conversations: ConversationStore
    metrics: Metrics

    def close(self) -> None:
        """Ends the work that is still going on."""
        self.answers.close()
        self.jobs.close()
        self.conversations.close()
