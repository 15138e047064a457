"""Whatever bytes arrive, reading gives a value: one odd message must never stop a mailbox."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notworking.mail.markup import read_html
from notworking.mail.message import Message, Unreadable
from notworking.mail.reading import read

EML = Path(__file__).parent / "eml"
DATA = Path(
    os.environ.get(
        "NOTWORKING_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"
    )
)
OWN_FIXTURES = sorted(EML.glob("*.eml"))

HEADER_LINES = st.sampled_from(
    [
        b"From: Ada <ada@example.com>",
        b"From: =?utf-8?b?gg==?= <ada@",
        b"From: \xff\xfe <a@example.com>, b@example.org (",
        b"From: =?utf-16?b?AA==?= <a@example.com>",
        b"To: undisclosed-recipients:;",
        b"Subject: =?idna?q?xn--?=",
        b"Subject: =?undefined?q?a?= =?rot13?q?a?=",
        b"Date: Fri, 31 Feb 99999 25:61:61 +9999",
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: multipart/mixed; boundary*0=\xff",
        b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: text/plain; charset=hex",
        b"Content-Type: text/calendar; method*=x'y'\xe9",
        b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: uuencode",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Message-ID: <<<>>>",
        b"References: <a@b> c@d <",
        b" folded",
        b"no colon",
    ]
)
BODY_LINES = st.sampled_from(
    [
        b"--b",
        b"--b--",
        b"",
        b"Content-Type: text/html",
        b"<a href='http://[::1'>x<blockquote>",
        b"=E9=\xff=",
        b"begin 666 x",
        b"-----Original Message-----",
        b"> quoted",
        b"On 1 May, Ada wrote:",
        b"\x00\xff",
        b"-- ",
        b"Unsubscribe here",
    ]
)


def texts_of(value: object) -> list[str]:
    """Every string inside a value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts_of(part)]
    if is_dataclass(value):
        return [text for each in fields(value) for text in texts_of(getattr(value, each.name))]
    return []


def assert_is_whole(reading: object) -> None:
    """A reading is a value of one of two kinds, and every database takes its strings."""
    assert isinstance(reading, Message | Unreadable)
    for text in texts_of(reading):
        assert "\x00" not in text
        text.encode("utf-8")
    if isinstance(reading, Message):
        assert reading.date is None or reading.date.tzinfo is not None
        assert len(reading.digest) == 32
        assert len(reading.links) <= 200
        assert len(reading.to) <= 200


@given(st.binary(max_size=600))
def test_arbitrary_bytes_give_a_value(raw: bytes) -> None:
    """A mailbox may hold anything; an exception here would stop the pass for all other mail."""
    assert_is_whole(read(raw))


@given(
    st.lists(HEADER_LINES, max_size=8),
    st.lists(BODY_LINES, max_size=10),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
)
@settings(max_examples=300)
def test_hostile_lines_in_any_order_give_a_value(
    head: list[bytes], body: list[bytes], end: bytes
) -> None:
    """Odd charsets, encodings and structures meet in combinations nobody thought of."""
    raw = end.join((b"Subject: x", *head, b"", *body))

    assert_is_whole(read(raw))


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_mail_gives_a_value(data: st.DataObject) -> None:
    """Real mail with bytes changed, cut or doubled is what broken disks and gateways deliver."""
    raw = bytearray(data.draw(st.sampled_from(OWN_FIXTURES)).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(raw)))
        raw[position : position + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=12))

    assert_is_whole(read(bytes(raw), size_bytes=data.draw(st.integers(0, 10**7))))


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<a href=//x.example>",
                "<td style='font-size:0'>",
                "<blockquote>",
                "</",
                "&#0;",
                "\ud800",
                "<img width=1 src=x>",
                "<!--",
                "z",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_arbitrary_html_gives_text(html: str) -> None:
    """HTML in mail is whatever a template engine left behind."""
    page = read_html(html)

    assert isinstance(page.text, str)


@pytest.mark.parametrize("path", OWN_FIXTURES, ids=lambda path: path.stem)
def test_own_fixture_is_read(path: Path) -> None:
    """Each of our malformed messages stands for a lesson; none may raise, and each is stable."""
    raw = path.read_bytes()

    first, again = read(raw), read(raw)

    assert_is_whole(first)
    assert first == again


@pytest.mark.parametrize(
    "folder", ["torture", "notifications", "ham/mailing_list", "ham/enron", "bulk_spam"]
)
def test_collected_mail_is_read(folder: str) -> None:
    """Hundreds of messages that broke other mail software are the best test there is."""
    paths = sorted(path for path in (DATA / folder).rglob("*") if path.is_file())
    if not paths:
        pytest.skip(f"no collected mail at {DATA / folder}; set NOTWORKING_DATA")

    for path in paths[:700]:
        assert_is_whole(read(path.read_bytes()))


@pytest.mark.parametrize("length", [1, 100, 300, 1_000, 5_000])
def test_any_beginning_of_a_message_is_read(length: int) -> None:
    """Only the first 128 KB are fetched, so every kind of cut will happen."""
    for path in OWN_FIXTURES:
        raw = path.read_bytes()
        assert_is_whole(read(raw[:length], size_bytes=len(raw)))


def test_deep_nesting_gives_a_message_with_its_headers() -> None:
    """A thousand nested parts exhaust the parser's stack; the sender must still be judged."""
    nested = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (depth, depth + 1)
        for depth in range(1_500)
    )
    raw = (
        b"From: Ada <ada@example.com>\nSubject: deep\nContent-Type: multipart/mixed; boundary=b0\n\n"
        + nested
    )

    message = read(raw)

    assert isinstance(message, Message)
    assert message.sender is not None
    assert message.sender.email == "ada@example.com"
    assert message.subject == "deep"
    assert "body" in message.losses
