"""Skimming says what reading says, of headers alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.mail.fields import with_line_feeds
from notworking.mail.message import Address, Message
from notworking.mail.reading import read
from notworking.mail.skimming import skim

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.glob("*/eml/*.eml"))
SAME = (
    "sender", "reply_to", "to", "cc", "subject", "date", "message_id", "in_reply_to", "references",
    "digest", "losses",
)  # fmt: skip
USUAL = (
    b'From: "Lovelace, Ada" <Ada@Engines.example>\nTo: me@example.com, Bob T <bob@example.org>\n'
    b"Subject: =?utf-8?q?M=C3=BCller?=\nDate: Mon, 4 May 2026 09:00:00 +0200\n"
    b"Message-ID: <1@engines.example>\nIn-Reply-To: <0@example.com>\nX-Other: no\n"
    b"X-LinkedIn-Template: email_x\nList-Id: <l.example.com>\n\n"
)


def head_of(path: Path) -> bytes:
    """Return the header section of a file, as FETCH BODY[HEADER] gives it."""
    return with_line_feeds(path.read_bytes()).partition(b"\n\n")[0] + b"\n\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_skimming_says_what_reading_says(path: Path) -> None:
    """The ledger must not depend on whether a message was met as old mail or as new."""
    head = head_of(path)
    full, quick = read(head), skim(head)
    assert type(full) is type(quick)
    if isinstance(full, Message) and isinstance(quick, Message):
        assert {n: getattr(quick, n) for n in SAME} == {n: getattr(full, n) for n in SAME}


def test_usual_headers_need_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where skimming fell back on reading, old mail would take ten times as long."""
    monkeypatch.setattr("notworking.mail.skimming.read", lambda *_a, **_k: pytest.fail("was read"))
    message = skim(USUAL, size_bytes=9_000)
    assert isinstance(message, Message)
    assert message.sender == Address("ada@engines.example", "Lovelace, Ada")
    assert [one.email for one in message.to] == ["me@example.com", "bob@example.org"]
    assert message.subject == "Müller"
    assert (message.size_bytes, message.is_truncated) == (9_000, True)
    assert message.headers.get("X-LinkedIn-Template") == "email_x"
    assert "List-Id" in message.headers
    assert "X-Other" not in message.headers


@given(st.binary(max_size=300))
def test_skimming_never_raises(noise: bytes) -> None:
    """Old mail holds whatever anybody ever sent."""
    for raw in (noise, USUAL[:40] + noise, noise + USUAL, USUAL.replace(b"4 May", noise[:6])):
        skim(raw)
