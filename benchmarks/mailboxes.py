"""Accounts on a local Dovecot, filled by writing Maildir files: 100,000 messages in seconds."""

from __future__ import annotations

import contextlib
import os
import pwd
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient

from homes import Home
from servers import RunningServer, start_dovecot


@contextlib.contextmanager
def dovecot() -> Iterator[RunningServer]:
    """Lend a Dovecot that ends with its use. Raises RuntimeError when there is none to start."""
    running = start_dovecot()
    try:
        yield running
    finally:
        running.stop()


def home(running: RunningServer, directory: Path, mode: str = "shadow") -> Home:
    """Return a new user's account with a configuration; no rules, so that the model judges."""
    user = running.new_user("bench")
    (directory / user).mkdir(parents=True)
    made = Home(running, user, directory / user)
    made.write_config(mode=mode, rules="")
    return made


def fill(one: Home, messages: Iterable[tuple[bytes, datetime]], folder: str = "") -> None:
    """Put messages with their INTERNALDATEs into INBOX, or into ".Sent" and the like."""
    if one.running.base is None:
        raise RuntimeError("the server keeps no files")
    account = one.running.base / "mail" / one.user
    maildir = account / "Maildir" / folder
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True, exist_ok=True)
    for number, (raw, at) in enumerate(messages):
        path = maildir / "cur" / f"{int(at.timestamp())}.M{number:06}P1.bench,S={len(raw)}:2,"
        path.write_bytes(raw)
        os.utime(path, (at.timestamp(), at.timestamp()))
    if os.geteuid() == 0:
        _give(account, pwd.getpwnam("nobody").pw_uid)


def warm(one: Home) -> int:
    """Let Dovecot index the inbox, as long as it takes; return how many messages it sees."""
    client = IMAPClient(one.running.host, one.running.port, ssl=False)
    client.login(one.user, one.running.users[one.user])
    count = int(client.select_folder("INBOX", readonly=True)[b"EXISTS"])
    client.logout()
    return count


def _give(account: Path, owner: int) -> None:
    """Give everything to the user as whom Dovecot reads mail."""
    os.chown(account, owner, -1)
    for directory, names, files in os.walk(account):
        for name in (*names, *files):
            os.chown(Path(directory) / name, owner, -1)
