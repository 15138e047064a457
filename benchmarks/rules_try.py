"""`rules try` over 10,000 messages on Dovecot and on disk: seconds for each sort of rule.

Run: PYTHONPATH=filter python -m benchmarks.rules_try [COUNT [DRAFT…]]. It starts and stops its own Dovecot.
The yardstick is fetching the same messages by bare imapclient.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # its servers and homes

from benchmarks.mailboxes import dovecot, fill, home, warm
from benchmarks.mails import ordinary
from homes import Home

DEFAULT_COUNT = 10_000
DAYS = 29
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<", re.IGNORECASE | re.MULTILINE)
DRAFTS = {
    "the subject": 'when = { subject = ["webinar", "budget"] }',
    "the model's score": 'when = { category = "pitch", score = ">= 0.5" }',
    "what they are to me": "when = { known = false, they_wrote = 0 }",
    "a header field": 'when = { header.X-Mailer = "outreach*" }',
    "the text of one domain's mail": 'when = { from_domain = "example.com", text = "demo" }',
    "the text of every message": 'when = { text = "quick call" }',
}


def main() -> None:
    """Fill and judge a mailbox, try one draft after another, and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_COUNT
    with tempfile.TemporaryDirectory(prefix="nw-try-") as directory, dovecot() as running:
        one = home(running, Path(directory))
        Path(directory).chmod(0o755)
        mail = list(dated(count))
        fill(one, mail)
        print(f"{warm(one):,} messages in INBOX", flush=True)
        spent, _ = run(["once", "--config", str(one.config)])
        print(f"judged for the first time in {spent}", flush=True)
        folder = on_disk(one, [raw for raw, _ in mail])
        bare = fetched(one)
        print(f"fetching them all by bare imapclient: {bare:.1f} s\n")
        print(
            "| a rule that asks | judged before, on the server | ÷ bare fetch | judged before, in files |"
        )
        print("|---|---|---|---|")
        for what, when in DRAFTS.items():
            if sys.argv[2:] and what not in sys.argv[2:]:
                continue
            print(row(one, folder, what, when, bare), flush=True)


def row(one: Home, folder: Path, what: str, when: str, bare: float) -> str:
    """Return the seconds of one draft as a row of the table."""
    draft = one.directory / "draft.toml"
    draft.write_text(f'[[rule]]\nname = "draft"\n{when}\nthen = {{ file = "event" }}\n')
    tail = ["--config", str(one.config), "--rules", str(draft)]
    on_server, told = run(["rules", "try", *tail, "--since", f"{DAYS + 1}d"])
    fires = next((line.strip() for line in told.splitlines() if "fire" in line), "")
    in_files, _ = run(["rules", "try", str(folder), *tail])
    return f"| {what} ({fires}) | {on_server} | {on_server.wall / bare:.1f} × | {in_files} |"


def dated(count: int) -> Iterator[tuple[bytes, datetime]]:
    """Yield ordinary mail over the last days, each with a Message-ID of its own."""
    now = datetime.now(UTC)
    for number, raw in enumerate(ordinary(count).raw):
        at = now - timedelta(days=DAYS) * (1 - number / count)
        unique = _MESSAGE_ID.sub(b"Message-ID: <%d." % number, raw, count=1)
        yield unique, at


def on_disk(one: Home, mail: Sequence[bytes]) -> Path:
    """Write the messages as files and return their folder."""
    folder = one.directory / "mail"
    folder.mkdir()
    for number, raw in enumerate(mail):
        (folder / f"{number:06}.eml").write_bytes(raw)
    return folder


def fetched(one: Home) -> float:
    """Return the seconds in which bare imapclient fetches everything."""
    with one.running.client(one.user) as client:
        client.select_folder("INBOX", readonly=True)
        uids = client.search(["ALL"])
        began = perf_counter()
        for start in range(0, len(uids), 100):
            client.fetch(uids[start : start + 100], ["BODY.PEEK[]<0.131072>"])
        return perf_counter() - began


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the wall and of processor time."""

    wall: float
    processor: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} s (processor: {self.processor:.1f} s)"


def run(arguments: Sequence[str]) -> tuple[Spent, str]:
    """Run a command in a process of its own; return what it took and what it printed."""
    began, before = perf_counter(), getrusage(RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "notworking", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(ended.stderr)
    after = getrusage(RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(perf_counter() - began, processor), ended.stdout


if __name__ == "__main__":
    main()
