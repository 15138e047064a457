"""A server between us and the server: it refuses, adds, or cuts the line at any byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from notworking.imap.server import Server

Meddle = Callable[[bytes], bytes]


@dataclass(slots=True)
class Meddling:
    """What happens to the conversation.

    `refuse` maps a word of a command to the answer given instead of asking the server:
    {"MOVE": "NO no such thing"}. `asked` and `answered` rewrite what passes each way.
    A direction is cut, and with it the connection, after its number of bytes.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    asked: Meddle = bytes
    answered: Meddle = bytes
    cut_asked_after: int | None = None
    cut_answered_after: int | None = None
    lines: list[bytes] = field(default_factory=list)
    """What the client sent, line by line."""


@contextlib.contextmanager
def between(server: Server, meddling: Meddling) -> Iterator[Server]:
    """Run the proxy before `server` (plain), and yield the `Server` that reaches it."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_sockets: list[socket.socket] = [listener]
    threading.Thread(
        target=_accept, args=(listener, server, meddling, open_sockets), daemon=True
    ).start()
    try:
        yield replace(server, host="127.0.0.1", port=listener.getsockname()[1], security="plain")
    finally:
        for each in open_sockets:
            _close(each)


def _accept(
    listener: socket.socket, server: Server, meddling: Meddling, open_sockets: list[socket.socket]
) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            upstream = socket.create_connection((server.host, server.port), timeout=20)
            open_sockets += [client, upstream]
            for target in (_carry_questions, _carry_answers):
                threading.Thread(
                    target=target, args=(client, upstream, meddling), daemon=True
                ).start()


def _carry_questions(client: socket.socket, upstream: socket.socket, meddling: Meddling) -> None:
    sent = 0
    with contextlib.suppress(OSError, ValueError), client.makefile("rb") as lines:
        for line in lines:
            meddling.lines.append(line)
            answer = _refusal(line, meddling)
            if answer is not None:
                client.sendall(answer)
                continue
            data = meddling.asked(line)
            limit = meddling.cut_asked_after
            if limit is not None and sent + len(data) >= limit:
                upstream.sendall(data[: limit - sent])
                break
            upstream.sendall(data)
            sent += len(data)
    _close(upstream)
    _close(client)


def _carry_answers(client: socket.socket, upstream: socket.socket, meddling: Meddling) -> None:
    sent = 0
    with contextlib.suppress(OSError):
        while data := upstream.recv(65_536):
            data = meddling.answered(data)
            limit = meddling.cut_answered_after
            if limit is not None and sent + len(data) >= limit:
                client.sendall(data[: limit - sent])
                break
            client.sendall(data)
            sent += len(data)
    _close(client)
    _close(upstream)


def _refusal(line: bytes, meddling: Meddling) -> bytes | None:
    words = line.split()
    for word, answer in meddling.refuse.items():
        if word.encode() in words[1:3]:
            return words[0] + b" " + answer.encode() + b"\r\n"
    return None


def _close(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    with contextlib.suppress(OSError):
        each.close()
