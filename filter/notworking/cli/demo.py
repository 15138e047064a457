"""`demo`: an invented mailbox on an embedded server, filed by the real daemon code."""

from __future__ import annotations

import imaplib
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from notworking import app
from notworking.cli import passes, show
from notworking.cli.logs import set_up
from notworking.demo import mailbox
from notworking.demo.server import PASSWORD, USER, running_server
from notworking.house import open_house
from notworking.judge.verdict import Decision
from notworking.store.review import Review
from notworking.store.values import Judged

_CONFIG = """\
[me]
names = ["{name}"]
addresses = ["{address}"]
employers = ["{employer}"]

[[account]]
name = "demo"
host = "127.0.0.1"
port = {port}
security = "plain"
user = "{user}"
password = "{password}"
mode = "move"
sent = "Sent"
authserv_ids = ["{server_name}"]

[store]
data_dir = "{data}"
"""
_LOOKS_LIKE = 0.2
"""From this score of its words on, a kept message is worth showing: it looks like a pitch."""
_SHORT = {"from": 26, "subject": 36}
_MOST_KEPT = 14


def demo(*, serve: bool, as_json: bool) -> None:
    """File the demo's mailbox and tell what was done."""
    set_up("error", "text")
    say = show.errors.print
    say("Starting an IMAP server of its own, in memory, on this machine only …")
    with (
        tempfile.TemporaryDirectory(prefix="notworking-demo-") as directory,
        running_server() as port,
    ):
        count = _fill(port)
        say(f"Put {count} invented messages into {mailbox.NAME}'s mailbox.")
        config = _write_config(Path(directory), port)
        say("Running the daemon's own pass over it, by IMAP …")
        house = open_house(config, {})
        with passes.progress() as listener:
            worker = app.worker_of(house, house.config.accounts[0], listener)
            tally = worker.poll(threading.Event())
            worker.close()
        found = Review(house.database).recent(1000)
        house.close()
        if as_json:
            show.print_json({"account": "demo", "mode": "move", **tally.counts()})
        else:
            _tell(found)
        if serve:
            _serve(config, port)


def _fill(port: int) -> int:
    """Put the messages into the mailbox over IMAP, as a mail server would have."""
    count = 0
    with imaplib.IMAP4("127.0.0.1", port) as server:
        server.login(USER, PASSWORD)
        server.create("Sent")
        for message in mailbox.demo_messages(datetime.now(UTC)):
            flags = "\\Seen" if message.is_seen else ""
            at = imaplib.Time2Internaldate(message.at)
            server.append(message.folder, flags, at, message.raw)
            count += 1
    return count


def _write_config(directory: Path, port: int) -> Path:
    """Write the configuration that a user of this mailbox would have."""
    config = directory / "notworking.toml"
    config.touch(mode=0o600)
    config.write_text(
        _CONFIG.format(
            name=mailbox.NAME,
            address=mailbox.ME,
            employer=mailbox.EMPLOYER,
            server_name=mailbox.SERVER_NAME,
            port=port,
            user=USER,
            password=PASSWORD,
            data=directory / "data",
        ),
        encoding="utf-8",
    )
    return config


def _tell(found: list[Judged]) -> None:
    """Print what was filed and why, and what stayed although it looks like a pitch."""
    filed = [one for one in found if one.decision is Decision.FILE]
    filed.sort(key=lambda one: (str(one.category), -one.score))
    rows = [(str(one.category), one.person, one.subject, show.headline_of(one)) for one in filed]
    show.console.print()
    title = f"Filed: {show.count(len(filed), 'message')}"
    show.console.print(show.table(("folder", "from", "subject", "why"), rows, title, short=_SHORT))
    kept = [one for one in found if one.decision is not Decision.FILE]
    alike = sorted(
        (one for one in kept if show.word_score(one.clues) >= _LOOKS_LIKE), key=_by_words
    )
    stayed = [(one.person, one.subject, one.because) for one in alike[:_MOST_KEPT]]
    show.console.print()
    title = f"Stayed in the inbox although it looks like a pitch: {len(alike)} of {len(kept)} kept"
    show.console.print(
        show.table(("from", "subject", "why it stayed"), stayed, title, short=_SHORT)
    )
    show.console.print()


def _by_words(one: Judged) -> float:
    """Sort key: what looks most like a pitch comes first."""
    return -show.word_score(one.clues)


def _serve(config: Path, port: int) -> None:
    """Keep the server running until interrupted, and say how to look into it."""
    say = show.console.print
    say(f"The server keeps running on 127.0.0.1:{port} (user {USER}, password {PASSWORD}).")
    say("In another terminal, look into it with:", markup=False)
    for command in ("log", "log --filed", "why ID", "undo ID", "doctor"):
        say(
            f"  notworking {command} --config {config}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    say("Press Ctrl-C to stop.")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        say("Stopped.")
