"""Receives changed answers from `assistant serve`, checks their signature and prints them.

python examples/webhook_receiver.py PORT SECRET [COUNT]

Start the server with ASSISTANT_WEBHOOK_URL=http://127.0.0.1:PORT/ and ASSISTANT_WEBHOOK_SECRET=SECRET. It ends after COUNT messages.
"""

import base64
import hashlib
import hmac
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


def is_genuine(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """Checks the signature, as https://www.standardwebhooks.com describes it."""
    signed = f"{headers.get('webhook-id', '')}.{headers.get('webhook-timestamp', '')}.".encode() + body
    digest = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(headers.get("webhook-signature", ""), f"v1,{digest}")


def main(port: int, secret: str, count: int) -> int:
    """Receives messages; a message without a valid signature is refused."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if not is_genuine(headers, body, secret):
                self.send_error(401)
                return
            change = json.loads(body)
            print(change["question"])
            print("  before:", change["before"]["text"])
            print("  now:   ", change["after"]["text"], flush=True)
            self.send_response(204)
            self.end_headers()

    with HTTPServer(("127.0.0.1", port), Receiver) as server:
        print(f"listening on http://127.0.0.1:{server.server_port}/", flush=True)
        for _ in range(count):
            server.handle_request()
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in {3, 4}:
        sys.exit(f"usage: {__doc__}")
    sys.exit(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else sys.maxsize))
