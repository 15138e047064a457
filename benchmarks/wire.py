"""A wire between a client and a server that counts what goes over it."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

_COMMAND = re.compile(rb"^[A-Z]+\d+ (UID )?([A-Z]+)", re.MULTILINE)


@dataclass(slots=True)
class Count:
    """What went over the wire so far."""

    up_bytes: int = 0
    down_bytes: int = 0
    commands: list[str] = field(default_factory=list)
    """Names of the commands, in order: "EXAMINE", "UID SEARCH"."""


@contextlib.contextmanager
def counted(port: int) -> Iterator[tuple[int, Count]]:
    """Lend a loopback port that leads to `port`, and what is counted on the way."""
    count = Count()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener, port, count), daemon=True).start()
        yield listener.getsockname()[1], count


def _accept(listener: socket.socket, port: int, count: Count) -> None:
    """Serve each client until the listener is closed."""
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", port))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for pair in ((client, server), (server, client)):
                args = (*pair, count, pair[0] is client)
                threading.Thread(target=_carry, args=args, daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket, count: Count, is_up: bool) -> None:
    """Carry one direction to its end."""
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            if is_up:
                count.up_bytes += len(data)
                found = _COMMAND.finditer(data)
                count.commands += [(one[1] or b"").decode() + one[2].decode() for one in found]
            else:
                count.down_bytes += len(data)
            sink.sendall(data)
    for one in (source, sink):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
