"""Sends changes of answers to a program that the operator has named; signed, and again if that fails.

Signatures follow the Standard Webhooks specification: `webhook-id`, `webhook-timestamp`, and `webhook-signature`, which is the
base64 of the HMAC-SHA256 of `id.timestamp.body`.
"""

import base64
import hashlib
import hmac
import json
import logging
from datetime import datetime, timedelta
from typing import Any

from tenacity import RetryCallState, wait_exponential

from assistant.ingest.errors import one_line
from assistant.standing_questions.records import AnswerChange

MAX_ATTEMPTS = 10
_SECONDS = 10.0
_FIRST_WAIT = 60.0
_LONGEST_WAIT = 6 * 3600.0
_log = logging.getLogger(__name__)


class Webhook:
    """A program that receives changes.

    Args:
        url: Its address.
        secret: The secret that the signatures are made with; "" for none.
    """

    def __init__(self, url: str, secret: str = "") -> None:
        self._url = url
        self._secret = secret

    def send(self, change: AnswerChange, now: datetime) -> datetime | None:
        """Sends a change; returns when to try again, or None if it was received or was tried often enough."""
        import httpx

        body = json.dumps(change_json(change), ensure_ascii=False).encode()
        headers = {"content-type": "application/json", **self.signature(f"change-{change.number}", now, body)}
        try:
            httpx.post(self._url, content=body, headers=headers, timeout=_SECONDS).raise_for_status()
        except httpx.HTTPError as error:
            attempts = change.send_attempts + 1
            _log.warning(
                "the webhook did not receive change %d (attempt %d): %s", change.number, attempts, one_line(error)
            )
            return None if attempts >= MAX_ATTEMPTS else now + _wait(attempts)
        return None

    def signature(self, message_id: str, now: datetime, body: bytes) -> dict[str, str]:
        """Returns the headers that identify and sign a message."""
        timestamp = str(int(now.timestamp()))
        headers = {"webhook-id": message_id, "webhook-timestamp": timestamp}
        if self._secret:
            signed = f"{message_id}.{timestamp}.".encode() + body
            digest = hmac.new(self._secret.encode(), signed, hashlib.sha256).digest()
            headers["webhook-signature"] = f"v1,{base64.b64encode(digest).decode()}"
        return headers


def change_json(change: AnswerChange) -> dict[str, Any]:
    """Returns a change as JSON, with both answers and their citations."""
    return {
        "type": "answer.changed",
        "number": change.number,
        "question_id": change.question_id,
        "question": change.question,
        "noticed_at": change.noticed_at.isoformat(),
        "kind": change.kind,
        "before": change.before.model_dump(mode="json"),
        "after": change.after.model_dump(mode="json"),
    }


def _wait(attempts: int) -> timedelta:
    state = RetryCallState(None, None, (), {})  # type: ignore[arg-type]  # only its attempt number is used
    state.attempt_number = attempts
    return timedelta(seconds=wait_exponential(multiplier=_FIRST_WAIT, max=_LONGEST_WAIT)(state))
