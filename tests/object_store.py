"""A real S3 API server on this machine, in an environment of its own, and a gate before it that fails on demand."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SERVER = Path(sys.prefix) / ".s3server" / "bin" / "moto_server"
SECRET = "hush-hush-very-secret-value"
needs_server = pytest.mark.skipif(
    not SERVER.exists(), reason="no S3 server: `make test` sets .venv/.s3server up where its packages can be had"
)


def environment(address: str, **more: str) -> dict[str, str]:
    """What a user of the store at the address has in the environment."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "AKIATESTINGTESTING00",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        **more,
    }


@contextmanager
def serving(**more: str) -> Iterator[str]:
    """The address of a server of one's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(SERVER), "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **more},
    )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def ask(address: str, method: str, path: str, body: bytes = b"") -> bytes:
    """What the server answers to a plain request."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"))
    connection.request(method, path, body)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    assert answer.status < 300, data
    return data


# What the gate does with a request: nothing, an HTTP status, or a cut of the connection: before the store has the
# request, after it has done what it was asked for, or in the middle of its answer's body.
Fault = int | str | None
BEFORE, AFTER, WITHIN = "before", "after", "within"
Plan = Callable[[int, str, str], Fault]


class Gate:
    """Passes requests on to the store, but for those that the plan has something else for."""

    def __init__(self, store: str) -> None:
        self.requests: list[str] = []
        self.plan: Plan = lambda n, method, path: None
        self.has_conditions = True
        self._store = store.removeprefix("http://")
        self._counting = threading.Lock()
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                gate.answer(self)
                self.wfile.flush()

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *about: object) -> None:
                """Who hangs up does so on purpose."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        with self._counting:
            self.requests.append(f"{request.command} {request.path}")
            fault = self.plan(len(self.requests), request.command, request.path)
        if fault == BEFORE:
            self._cut(request)
            return
        is_conditional = request.headers.get("If-Match") or request.headers.get("If-None-Match")
        if not self.has_conditions and request.command == "PUT" and is_conditional:
            fault = 501
        if isinstance(fault, int):
            self._refuse(request, fault)
            return
        connection = http.client.HTTPConnection(self._store)
        connection.request(request.command, request.path, body, dict(request.headers))
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        if fault == AFTER:
            self._cut(request)
            return
        head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n"
        kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in ("connection", "transfer-encoding", "date")]
        if "content-length" not in {name.lower() for name, _ in kept} and request.command != "HEAD":
            kept.append(("Content-Length", str(len(data))))
        head += "".join(f"{name}: {value}\r\n" for name, value in kept)
        request.wfile.write(head.encode() + b"\r\n" + (data[: len(data) // 2] if fault == WITHIN else data))
        if fault == WITHIN:
            self._cut(request)

    def _refuse(self, request: BaseHTTPRequestHandler, status: int) -> None:
        code = {503: "SlowDown", 403: "InvalidAccessKeyId", 501: "NotImplemented"}.get(status, "InternalError")
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>It is so.</Message>'
            f"<AWSAccessKeyId>AKIATESTINGTESTING00</AWSAccessKeyId></Error>"
        ).encode()
        body = b"" if request.command == "HEAD" else body
        request.wfile.write(f"HTTP/1.1 {status} No\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    def _cut(self, request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        request.wfile.flush()
        request.connection.shutdown(socket.SHUT_RDWR)
