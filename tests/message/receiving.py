"""Servers on this machine that receive what is sent, as a mail server, an interface or a group's robot would."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

from adapters.notify.settings import MailServer, Security

SENDER = "督办 <duban@example.invalid>"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# --- mail ---------------------------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """What a mail server took; ``answer`` is what it says to the content of a letter, ``farewell`` to QUIT."""

    port: int
    letters: list[Mail] = field(default_factory=list)
    answer: str = "250 OK"
    refused: frozenset[str] = frozenset()
    farewell: str = "221 Bye"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        return self.farewell

    def to(self, address: str) -> list[Mail]:
        return [letter for letter in self.letters if letter["To"] == address]

    @property
    def subjects(self) -> list[str]:
        return [letter["Subject"] for letter in self.letters]

    def settings(self) -> MailServer:
        return MailServer("127.0.0.1", SENDER, self.port, Security.NONE)


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[Mailbox]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


# --- robots and interfaces ------------------------------------------------------------------------------------------


@dataclass
class Sink:
    """What was posted: path, headers and body. ``answers`` are given one after the other, the last for ever.

    An answer is a status and a body; None: the connection is cut after the request was read.
    """

    port: int
    posts: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    answers: list[tuple[int, Any] | None] = field(default_factory=lambda: [(200, {"errcode": 0, "code": 0})])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any] | None:
        self.posts.append((path, headers, json.loads(body)))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def http_sink(sink: Sink) -> Iterator[Sink]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = sink.take(self.path, {key.lower(): value for key, value in self.headers.items()}, body)
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, content = answer
            encoded = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)

        def log_message(self, *_: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", sink.port), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
