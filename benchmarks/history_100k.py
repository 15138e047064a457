"""Old mail of 100,000 messages on Dovecot: how fast, how large, killed half-way, and read again.

Run: PYTHONPATH=filter python -m benchmarks.history_100k [COUNT]. It starts and stops its own Dovecot.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # its servers and homes

from benchmarks.clocks import peak_bytes
from benchmarks.mailboxes import dovecot, fill, home, warm
from homes import Home

DEFAULT_COUNT = 100_000
_PEOPLE = 3_000
_NETWORK_SHARE = 20
"""One message in so many is an invitation through a network."""


def main() -> None:
    """Fill a mailbox and read its history in three processes: one is killed, one ends, one rests."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_COUNT
    with tempfile.TemporaryDirectory(prefix="nw-history-") as directory, dovecot() as running:
        one = home(running, Path(directory))
        began = perf_counter()
        fill(one, received(count, one.user))
        fill(one, sent(count // 50, one.user), ".Sent")
        print(f"{warm(one):,} messages in INBOX after {perf_counter() - began:.0f} s", flush=True)
        runs = [child(one, "--kill-after", str(count // 2)), child(one), child(one)]
    for name, told in zip(("killed half-way", "goes on", "again"), runs, strict=True):
        print(sentence(name, told))


def sentence(name: str, told: dict[str, Any]) -> str:
    """Return what one process did, in a line."""
    rate = told["headers"] / told["wall"] if told["wall"] else 0.0
    return (
        f"{name}: {told['headers']:,} headers and {told['texts']:,} texts in {told['steps']} steps, "
        f"{told['wall']:.1f} s ({rate:,.0f} headers/s, {told['cpu'] / told['wall']:.0%} processor), "
        f"longest step {told['longest']:.2f} s, peak {told['peak'] / 2**20:.0f} MB, "
        f"{told['events']:,} events in the ledger"
    )


def child(one: Home, *options: str) -> dict[str, Any]:
    """Run a process that reads history; return the last line it said before its end."""
    command = [sys.executable, "-m", "benchmarks.history_100k", "--child", str(one.config)]
    ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    lines = ended.stdout.splitlines()
    if not lines:
        raise RuntimeError(ended.stderr)
    return dict(json.loads(lines[-1]))


def received(count: int, user: str) -> Iterator[tuple[bytes, datetime]]:
    """Yield mail of some thousand people over five years, and invitations."""
    now = datetime.now(UTC)
    for number in range(count):
        at = now - timedelta(minutes=(count - number) * 26)
        make = invitation if number % _NETWORK_SHARE == 0 else letter
        yield make(number, user, at).encode(), at


def letter(number: int, user: str, at: datetime) -> str:
    """Return a small message with the fields real mail has."""
    who = number * 7919 % _PEOPLE
    domain = f"firm{who % 300}.example"
    cc = "Cc: Lee Ward <lee@example.org>, Kim Ono <kim@example.org>\n" if number % 30 == 0 else ""
    return f"""\
Return-Path: <p{who}@{domain}>
Authentication-Results: mx.example.com; dkim=pass header.i=@{domain}; spf=pass (ok) smtp.mailfrom={domain}; dmarc=pass header.from={domain}
Received: from mail.{domain} (mail.{domain} [192.0.2.7]) by mx.example.com with ESMTPS id a{number}; {at:%d %b %Y %H:%M:%S} +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=s1; h=from:to:subject:date; bh={"a" * 44}; b={"b" * 172}
From: "Person Number{who}" <p{who}@{domain}>
To: Sam Okafor <{user}@example.com>
{cc}Subject: Re: matter {number}
Message-ID: <m{number}@{domain}>
In-Reply-To: <q{number}@example.com>
References: <a{number}@example.com> <q{number}@example.com>
Date: {at:%d %b %Y %H:%M:%S} +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

See you on Thursday, as agreed.
"""


def invitation(number: int, user: str, at: datetime) -> str:
    """Return an invitation through a network."""
    return f"""\
Authentication-Results: mx.example.com; dkim=pass header.i=@linkedin.com; dmarc=pass header.from=linkedin.com
Received: from mail.linkedin.com by mx.example.com; {at:%d %b %Y %H:%M:%S} +0000
From: Guest Number{number} <invitations@linkedin.com>
To: Sam Okafor <{user}@example.com>
Subject: I want to connect
Date: {at:%d %b %Y %H:%M:%S} +0000
Message-ID: <i{number}@linkedin.com>
X-LinkedIn-Template: email_m2m_invite_single_01
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Guest Number{number}
Analyst at Firm {number}

View profile: https://www.linkedin.com/comm/in/guest-{number}?midToken=NEVERKEPT
"""


def sent(count: int, user: str) -> Iterator[tuple[bytes, datetime]]:
    """Yield mail I wrote, to the first people."""
    now = datetime.now(UTC)
    for number in range(count):
        at = now - timedelta(days=count - number)
        to = f"p{number}@firm{number % 300}.example"
        text = (
            f"From: {user}@example.com\nTo: {to}\nSubject: hello\nMessage-ID: <s{number}@example.com>\n"
            f"Date: {at:%d %b %Y %H:%M:%S} +0000\n\nHow are you?\n"
        )
        yield text.encode(), at


def read_history(config: Path, kill_after: int) -> None:
    """Read history step by step and say after each how it went; die at `kill_after` headers."""
    from notworking import app
    from notworking.house import open_house

    house = open_house(config, {})
    worker = app.workers_of(house)[0]
    counts = {"headers": 0, "texts": 0}
    session = app.open_session(house.config.accounts[0], {})
    worker._open_session = lambda: Counted(session, counts, kill_after)  # type: ignore[assignment,return-value]
    stop = threading.Event()
    worker._court.model  # noqa: B018 -- loading the model is no part of reading history
    began, cpu, steps, longest, is_more = perf_counter(), process_time(), 0, 0.0, True
    while is_more:
        at = perf_counter()
        is_more = worker.history_step(stop)
        steps, longest = steps + 1, max(longest, perf_counter() - at)
        told = {"steps": steps, "longest": longest, "wall": perf_counter() - began}
        told |= {"cpu": process_time() - cpu, "peak": peak_bytes(), **counts}
        print(json.dumps({**told, "events": 0}), flush=True)
    print(json.dumps({**told, "events": events_in(config.parent / "data")}), flush=True)


def events_in(data: Path) -> int:
    """Return how many events the ledger holds."""
    with contextlib.closing(sqlite3.connect(data / "notworking.db")) as connection:
        return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])


class Counted:
    """A session that counts what is fetched, and dies in the middle of it when told to."""

    def __init__(self, inner: Any, counts: dict[str, int], kill_after: int) -> None:
        self._inner, self._counts, self._kill_after = inner, counts, kill_after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def fetch_headers(self, uids: Sequence[int]) -> Any:
        """As the session, counting; the process is killed before the answer is used."""
        if self._kill_after and self._counts["headers"] >= self._kill_after:
            os.kill(os.getpid(), signal.SIGKILL)
        self._counts["headers"] += len(uids)
        return self._inner.fetch_headers(uids)

    def fetch(self, uids: Sequence[int], **options: int) -> Any:
        """As the session, counting."""
        self._counts["texts"] += len(uids)
        return self._inner.fetch(uids, **options)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        after = int(sys.argv[4]) if sys.argv[3:4] == ["--kill-after"] else 0
        read_history(Path(sys.argv[2]), after)
    else:
        main()
