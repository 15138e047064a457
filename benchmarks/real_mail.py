"""The daemon on a real Dovecot filled with real mail: what it files and keeps, per source.

400 messages of ordinary ham, every message of networking spam (each wrapped as mail from a
stranger, placeholders filled), and a Sent folder that makes 20 of the ham senders known.
Run: `python -m benchmarks.real_mail` (needs Dovecot, and the data beside the project).

The shipped model was trained on much of this mail, so this shows that the line works from end
to end, not how well the judgement generalises: `make eval` measures that, sources left out.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from imapclient import IMAPClient

from homes import Home
from notworking import app
from notworking.judge.verdict import Decision
from notworking.learn.corpora import Sample, read_shared
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.store.review import Review
from servers import start_dovecot

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
HAM = 400
KNOWN = 20


def main() -> None:
    """Fill a mailbox, run one pass in mode "move", print the table."""
    random = Random(2026)
    samples = read_shared(DATA)
    ham = [sample for sample in samples if sample.source.startswith("ham/") and sample.raw]
    ham = random.sample(ham, HAM)
    spam = [sample for sample in samples if sample.category.value != "genuine" and sample.body]
    server = start_dovecot()
    try:
        with tempfile.TemporaryDirectory() as folder:
            home = Home(server, server.new_user(), Path(folder))
            home.write_config(rules="")
            known = deliver(home, ham, spam, random)
            tell(home, ham, spam, known)
    finally:
        server.stop()


def deliver(
    home: Home, ham: Sequence[Sample], spam: Sequence[Sample], random: Random
) -> frozenset[str]:
    """Put all mail into the account; return the ids of ham whose sender is known."""
    senders = {sample.id: sender_of(sample) for sample in ham}
    people = sorted({sender for sender in senders.values() if sender})
    known = frozenset(random.sample(people, KNOWN))
    with home.running.client(home.user) as client:
        client.create_folder("Sent")
        for number, address in enumerate(sorted(known)):
            client.append("Sent", sent_to(address, number, home.user), (), datetime.now(UTC))
        for sample in ham:
            client.append("INBOX", marked(sample), (), datetime.now(UTC))
        for number, sample in enumerate(spam):
            client.append("INBOX", wrapped(sample, number, home.user), (), datetime.now(UTC))
    return frozenset(each for each, sender in senders.items() if sender in known)


def sender_of(sample: Sample) -> str:
    """Return the sender's address of a raw message, "" when it has none."""
    message = read(sample.raw or b"")
    return message.sender.email if isinstance(message, Message) and message.sender else ""


def marked(sample: Sample) -> bytes:
    """Return a raw message with its sample's id in a header, to be found again."""
    return f"X-Sample: {sample.id}\r\n".encode() + (sample.raw or b"").replace(
        b"\r\n", b"\n"
    ).removeprefix(b"\n").replace(b"\n", b"\r\n")


def sent_to(address: str, number: int, user: str) -> bytes:
    """Return a short mail of mine."""
    message = EmailMessage()
    message["From"], message["To"] = f"{user}@example.com", address
    message["Subject"], message["Message-ID"] = "thanks", f"<sent{number}@example.com>"
    message["Date"] = format_datetime(datetime(2026, 10, 1, tzinfo=UTC))
    message.set_content("Thank you, that helps.\n")
    return message.as_bytes(policy=SMTP)


def wrapped(sample: Sample, number: int, user: str) -> bytes:
    """Return a sample's text as mail from a stranger."""
    message = EmailMessage()
    message["From"] = f"Robin Stranger <robin.{number}@stranger{number}.example>"
    message["To"] = f"Sam Okafor <{user}@example.com>"
    message["Subject"] = " ".join(sample.subject.split())
    message["Date"] = format_datetime(datetime(2026, 11, 1, tzinfo=UTC))
    message["Message-ID"] = f"<s{number}@stranger{number}.example>"
    message["X-Sample"] = sample.id
    message.set_content(sample.body)
    return message.as_bytes(policy=SMTP)


def tell(home: Home, ham: Sequence[Sample], spam: Sequence[Sample], known: frozenset[str]) -> None:
    """Run the pass and print what was filed and kept, per source and category."""
    house = home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    tally = worker.poll(threading.Event())
    worker.close()
    verdicts = {one.ref.uid: one for one in Review(house.database).recent(10_000)}
    house.close()
    order = [sample.id for sample in (*ham, *spam)]
    by_id = {sample_id: verdicts[uid] for uid, sample_id in enumerate(order, 1)}
    where = dict(positions(home))
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for sample in (*ham, *spam):
        verdict = by_id[sample.id]
        row = rows[f"{sample.source} · {sample.category}"]
        row["messages"] += 1
        row[str(verdict.decision)] += 1
        is_wrong = verdict.decision is Decision.FILE and verdict.category is not sample.category
        row["other category"] += is_wrong
        lies = where.get(sample.id, [])
        row["not exactly once"] += len(lies) != 1
    filed_known = sum(by_id[each].decision is Decision.FILE for each in known)
    columns = ("messages", "file", "unsure", "keep", "other category", "not exactly once")
    print(f"One pass: {tally}")
    print(f"\n| source · category | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}")
    for name in sorted(rows):
        print(f"| {name} | {' | '.join(str(rows[name][column]) for column in columns)} |")
    print(f"\nHam of the {KNOWN} known senders: {len(known)} messages, {filed_known} filed.")


def positions(home: Home) -> Iterator[tuple[str, list[str]]]:
    """Yield each sample's id with the mailboxes it lies in."""
    found: dict[str, list[str]] = defaultdict(list)
    with home.running.client(home.user) as client:
        for flags, _delimiter, name in client.list_folders():
            if b"\\Noselect" not in flags:
                for sample_id in sample_ids(client, name):
                    found[sample_id].append(name)
    yield from found.items()


def sample_ids(client: IMAPClient, mailbox: str) -> list[str]:
    """Return the X-Sample headers of a mailbox's messages that are not marked deleted."""
    client.select_folder(mailbox, readonly=True)
    uids = client.search(["UNDELETED"])
    rows = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (X-SAMPLE)]"]) if uids else {}
    headers = [next(v for k, v in row.items() if b"HEADER" in k) for row in rows.values()]
    return [header.decode().partition(":")[2].strip() for header in headers]


if __name__ == "__main__":
    main()
