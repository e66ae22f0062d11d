"""What is counted and measured, in the form that Prometheus reads."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from assistant.answers.answer import Answer

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The numbers of one server.

    Args:
        articles: Tells how many articles the library has.
        open_answers: Tells how many answers are being made or wait.
    """

    def __init__(self, articles: Callable[[], int], open_answers: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "assistant_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "assistant_request_seconds",
            "From the request to the end of its response.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "assistant_answers", "Answers, by whether the articles say it.", ["status"], registry=self._registry
        )
        gauges: tuple[tuple[str, str, Callable[[], int]], ...] = (
            ("assistant_articles", "Articles in the library.", articles),
            ("assistant_open_answers", "Answers that are being made or wait for their turn.", open_answers),
        )
        for name, about, value in gauges:
            Gauge(name, about, registry=self._registry).set_function(value)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Counts an answer."""
        self._answers.labels(answer.status).inc()

    def text(self) -> bytes:
        """All of them."""
        return generate_latest(self._registry)
