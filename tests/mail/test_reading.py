"""What a message's bytes become, one lesson at a time; the .eml files are named for the lesson."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notworking.mail.message import Address, Message, Unreadable
from notworking.mail.reading import read

EML = Path(__file__).parent / "eml"


def message_of(lesson: str) -> Message:
    reading = read((EML / f"{lesson}.eml").read_bytes())
    assert isinstance(reading, Message)
    return reading


def written(*head: str, body: str = "Hi Bob") -> Message:
    reading = read("\n".join(("From: Ada <ada@example.com>", *head, "", body)).encode())
    assert isinstance(reading, Message)
    return reading


@pytest.mark.parametrize(
    "lesson", ["mbox_from_line_in_front", "bare_carriage_returns", "mixed_line_ends"]
)
def test_line_ends_and_mbox_lines_change_no_field(lesson: str) -> None:
    """Mail comes through gateways, exports and other servers; the sender stays the sender."""
    message = message_of(lesson)

    assert message.sender == Address("ada@example.com", "Ada Example")
    assert message.to == (Address("bob@example.org", "Bob"),)
    assert message.subject == "Hello"
    assert message.message_id == "1@example.com"
    assert message.date == datetime(2025, 2, 3, 9, tzinfo=UTC)
    assert message.losses == ()


def test_line_ends_do_not_change_the_digest() -> None:
    """The digest recognises a message that a server rewrote with other line ends."""
    raw = (EML / "mbox_from_line_in_front.eml").read_bytes().partition(b"\n")[2]

    assert read(raw).digest == read(raw.replace(b"\n", b"\r\n")).digest  # type: ignore[union-attr]


def test_digest_tells_two_messages_of_one_id_apart() -> None:
    """A sender can repeat a Message-ID; two different texts must not become one message."""
    first = written("Message-ID: <same@example.com>", body="One")
    second = written("Message-ID: <same@example.com>", body="Two")

    assert first.digest != second.digest


def test_digest_of_a_truncated_message_equals_that_of_the_whole() -> None:
    """A long mail is fetched only in part: whatever follows the first 4,000 characters is no matter."""
    long = "We met at the fair in spring and I liked your talk.\n" * 3_000
    raw = f"From: Ada <ada@example.com>\nSubject: Long\n\n{long}".encode()

    whole, part = read(raw), read(raw[:60_000], size_bytes=len(raw))

    assert isinstance(whole, Message)
    assert isinstance(part, Message)
    assert part.is_truncated
    assert not whole.is_truncated
    assert part.size_bytes == whole.size_bytes == len(raw)
    assert part.digest == whole.digest


def test_from_without_closing_bracket_is_still_somebody() -> None:
    """mail-parser gives nobody here without a word; a known sender must not become a stranger."""
    message = message_of("from_without_closing_bracket")

    assert message.sender == Address("ada@example.com", "Ada Example")


def test_contradicting_addresses_are_nobody_and_a_loss() -> None:
    """Choosing one of two addresses would let a forger choose for us."""
    message = message_of("two_addresses_that_contradict")

    assert message.sender is None
    assert "from" in message.losses


def test_two_from_headers_are_noticed() -> None:
    """Programs differ in which one they show: a known trick to look like somebody else."""
    message = message_of("two_from_headers")

    assert message.sender == Address("ada@example.com", "Ada")
    assert "from-repeated" in message.losses


def test_address_inside_display_name_is_noticed() -> None:
    """'"ada@bank.example" <eve@example.org>' shows one address and writes from another."""
    message = message_of("address_inside_display_name")

    assert message.sender is not None
    assert message.sender.email == "eve@example.org"
    assert "address-in-name" in message.losses


def test_own_address_as_display_name_is_no_trick() -> None:
    """Many programs put the address itself where the name belongs."""
    message = read(b'From: "Ada@example.com" <ada@example.com>\nSubject: x\n\nHi')

    assert isinstance(message, Message)
    assert message.losses == ()


def test_encoded_comma_does_not_split_a_name() -> None:
    """ "Müller, Ada" is one person; splitting it once made two recipients."""
    message = message_of("encoded_comma_in_name")

    assert message.sender == Address("ada@example.com", "Müller, Ada")
    assert message.to == (Address("bob@example.org", "Bob, Jr"), Address("carol@example.org"))


def test_subject_that_decodes_to_nothing_is_told() -> None:
    """An empty subject that was not empty on the wire must not pass for "no subject"."""
    message = message_of("subject_of_nothing")

    assert message.subject == ""
    assert "subject" in message.losses


def test_nul_in_a_charset_hides_no_text() -> None:
    """The byte makes the parser give up on the whole message: a cheap way to hide a pitch."""
    assert message_of("nul_in_charset").zones.new == "Buy our leads today."


def test_broken_encoded_word_hides_no_address() -> None:
    """mail-parser fails as a whole on bad base64 in a name; the addresses beside it are sound."""
    message = message_of("broken_base64_in_from")

    assert message.sender is not None
    assert message.sender.email == "ada@example.com"
    assert [address.email for address in message.to] == ["bob@example.org"]
    assert message.zones.new == "Hi"


def test_unknown_charset_in_subject_is_recovered_and_told() -> None:
    """mail-parser gave an empty subject for some; the words are the evidence."""
    message = message_of("unknown_charset_in_subject")

    assert message.subject == "Quick question"
    assert message.losses == ("charset",)


def test_character_split_between_encoded_words_is_whole() -> None:
    """Broken encoders cut UTF-8 in the middle of a letter."""
    message = message_of("character_split_between_encoded_words")

    assert message.subject == "Grüße Müller"
    assert message.headers.get("subject") == "Grüße Müller"


def test_eight_bit_header_keeps_its_letters() -> None:
    """mail-parser drops Latin-1 bytes: "Grüße" came out as "Gre"."""
    message = message_of("eight_bit_header")

    assert message.subject == "Grüße"
    assert message.sender == Address("ada@example.com", "Müller")


def test_nul_bytes_vanish() -> None:
    """SQLite and terminals choke on them, and they hide words."""
    message = message_of("nul_bytes")

    assert message.sender == Address("ada@example.com", "Ada")
    assert message.subject == "Hello"
    assert message.zones.new == "Hi there"


@pytest.mark.parametrize(("lesson", "losses"), [("impossible_date", ("date",)), ("no_date", ())])
def test_date_that_is_none(lesson: str, losses: tuple[str, ...]) -> None:
    """A guessed date would put a message into the wrong year of a relationship."""
    message = message_of(lesson)

    assert message.date is None
    assert message.losses == losses


@pytest.mark.parametrize("lesson", ["header_named_headers", "stray_line_between_headers"])
def test_odd_header_lines_hide_no_others(lesson: str) -> None:
    """A header called "Headers", or a line that is none, once broke the whole message."""
    message = message_of(lesson)

    assert message.sender == Address("ada@example.com", "Ada")
    assert message.subject == "Hello"
    assert message.zones.new == "Hi"


@pytest.mark.parametrize(
    ("lesson", "text"),
    [
        ("body_without_blank_line", "Dear Bob I forgot the blank line\nand went on"),
        ("unknown_charset_in_body", "Café at noon?"),
        ("boundary_never_appears", "The words are here all the same."),
    ],
)
def test_body_is_found_where_the_structure_is_broken(lesson: str, text: str) -> None:
    """The words decide; a sender must not hide them by breaking the frame."""
    assert message_of(lesson).zones.new == text


def test_part_cut_in_base64_is_read_to_the_cut() -> None:
    """Large messages are cut anywhere, mostly inside an encoded part."""
    message = message_of("truncated_in_base64")

    assert message.zones.new.startswith("Hello Bob, this is a long letter")


def test_html_is_read_where_plain_text_only_points_to_it() -> None:
    """Campaign tools send "view in a browser" as the plain part; the pitch is in the HTML."""
    message = message_of("plain_part_only_points_to_html")

    assert message.zones.new.startswith("Hi Bob,\n\nI would love to show you our product")
    assert "Preview" not in message.zones.new
    assert [(link.host, link.path, link.text) for link in message.links] == [
        ("calendly.com", "/ada", "Book here"),
        ("t.example.com", "/open.gif", "[pixel]"),
    ]
    assert "secret" not in repr(message.links)


def test_plain_text_is_preferred_and_html_still_gives_the_links() -> None:
    """The plain part is what people wrote; only the HTML part shows who tracks."""
    body = (
        "--b\nContent-Type: text/plain\n\nHi Bob, are you free on Tuesday?\n--b\nContent-Type: text/html\n\n"
        '<p>Hi Bob, are you free on Tuesday?</p><img width=1 height=1 src="https://t.example.com/o">\n--b--\n'
    )
    message = written('Content-Type: multipart/alternative; boundary="b"', body=body)

    assert message.zones.new == "Hi Bob, are you free on Tuesday?"
    assert [link.text for link in message.links] == ["[pixel]"]


def test_links_in_quoted_text_are_not_the_senders() -> None:
    """Answering a pitch quotes its scheduling link; that makes the answer no pitch."""
    message = written(
        body="No, thanks.\n\nOn 3 Feb 2025, Eve <eve@example.org> wrote:\n> https://calendly.com/eve"
    )

    assert message.links == ()


def test_calendar_method_is_found_in_the_part_itself() -> None:
    """Calendar replies are never ours to judge; some servers state the method only inside."""
    assert message_of("calendar_reply").calendar_method == "REPLY"
    assert (
        written(
            "Content-Type: text/calendar; method=request", body="BEGIN:VCALENDAR"
        ).calendar_method
        == "REQUEST"
    )


def test_attachment_is_a_file_and_not_a_logo() -> None:
    """Nearly every business signature carries a logo; it says nothing."""
    assert message_of("attached_file").has_attachment
    assert not message_of("inline_image_is_no_attachment").has_attachment


def test_ids_come_without_brackets_oldest_first() -> None:
    """Answers are matched by Message-ID, whatever text stands beside it."""
    message = message_of("references_folded")

    assert message.message_id == "3@example.com"
    assert message.in_reply_to == ("2@example.org",)
    assert message.references == ("1@example.com", "2@example.org")
    assert message.parents == ("2@example.org", "1@example.com")


def test_headers_keep_order_repeats_and_received() -> None:
    """Which Authentication-Results to believe depends on its place among the Received lines."""
    message = written(
        "Received: by b.example", "X-Note: =?utf-8?q?=C3=A9?=\n  two", "Received: by a.example"
    )

    assert message.headers.pairs == (
        ("From", "Ada <ada@example.com>"),
        ("Received", "by b.example"),
        ("X-Note", "é two"),
        ("Received", "by a.example"),
    )


def test_recipients_and_links_are_bounded() -> None:
    """One mail to ten thousand people must not fill the ledger."""
    many = ", ".join(f"p{number}@example.org" for number in range(1_000))
    message = written(
        f"To: {many}", body="\n".join(f"https://example.com/{number}" for number in range(1_000))
    )

    assert len(message.to) == 200
    assert len(message.links) == 200


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\x00" * 50, bytes(range(128, 256)) * 4])
def test_bytes_without_headers_are_no_message(raw: bytes) -> None:
    """What is no mail is counted and left alone, never judged."""
    reading = read(raw)

    assert isinstance(reading, Unreadable)
    assert reading.size_bytes == len(raw)


def test_language_is_that_of_the_new_text() -> None:
    """An English thread below a German answer does not make the answer English."""
    message = written(
        body="Hallo Bob, ich würde mich gerne mit Ihnen treffen, wenn Sie Zeit haben.\n\n"
        "On 3 Feb 2025, Bob <bob@example.org> wrote:\n"
        + "> And this is what we have for you on the list.\n"
        * 20
    )

    assert message.language == "de"


def test_parser_writes_no_log_of_a_broken_header(caplog: pytest.LogCaptureFixture) -> None:
    """mail-parser logs the header it could not decode, at error level; a log must not hold mail."""
    read(b"From: =?utf-8?b?a?= <ada@example.com>\nSubject: =?shift_jis?b?gg=?= secret\n\nHi")

    assert "secret" not in caplog.text
