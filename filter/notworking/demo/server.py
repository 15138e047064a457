"""The demo's IMAP server: pymap, in memory, in a process of its own, on loopback only."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from notworking.errors import UserError

USER = "sam"
PASSWORD = "demo"
_PROGRAM = "import gc; gc.disable(); from pymap.main import main; main()"
"""From Python 3.13 on its open connections are collected as garbage: seen as a server that hangs
up in the middle of a session, in 4 of 27 contract tests, and in none without collecting."""


@contextmanager
def running_server(start_seconds: float = 20.0) -> Iterator[int]:
    """Start the server, yield its port, and stop it at the end."""
    if importlib.util.find_spec("pymap") is None:
        raise UserError(
            "The demo needs its embedded IMAP server, which is an extra.\n"
            "Install it with: pip install 'notworking[demo]'"
        )
    port = _free_port()
    command = [sys.executable, "-c", _PROGRAM]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    command += ["--no-service", "admin", "--no-service", "managesieve"]
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_greeting(process, port, start_seconds)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    """Return a port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for_greeting(process: subprocess.Popen[bytes], port: int, seconds: float) -> None:
    """Wait until the server greets; UserError when it ends or stays silent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(4).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
    raise UserError(
        "The demo's IMAP server (pymap) did not start on this machine.\n"
        "Try it by hand to see why: python -m pymap --host 127.0.0.1 --port 10143 --no-tls dict"
    )
