"""A real mail server and a real web server on loopback, and what they received."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"
SECRET = "a-secret-word"


@dataclass
class Heard:
    """The messages that came, a title and a body each; ``status`` is what the web server says."""

    url: str = ""
    status: int = 200
    messages: list[tuple[str, str]] = field(default_factory=list)

    @property
    def bodies(self) -> list[str]:
        return [body for _, body in self.messages]


@contextmanager
def web_server(port: int = 0) -> Iterator[Heard]:
    """A web server that takes JSON; its address has a secret in it."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if heard.status == 200:
                said: dict[str, Any] = json.loads(content)
                heard.messages.append((said["title"], said["message"]))
            self.send_response(heard.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer((LOOPBACK, port), Handler) as server:
        heard.url = f"json://duty:{SECRET}@{LOOPBACK}:{server.server_port}/{SECRET}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield heard
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def mail_server() -> Iterator[Heard]:
    """A mail server that keeps what it is given."""
    heard = Heard()

    class Keeper:
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            mail = message_from_bytes(envelope.original_content or b"", policy=default)
            part = mail.get_body(("plain",))
            assert part is not None
            heard.messages.append((mail["subject"], part.get_content()))
            return "250 taken"

    with socket.create_server((LOOPBACK, 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keeper(), hostname=LOOPBACK, port=port)
    controller.start()
    try:
        heard.url = f"mailto://{LOOPBACK}:{port}?from=halfpipe@example.org&to=duty@example.org"
        yield heard
    finally:
        controller.stop()
