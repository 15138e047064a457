"""What a reader sees of an HTML mail."""

from __future__ import annotations

import pytest

from notworking.mail.markup import read_html
from notworking.mail.message import Link
from notworking.mail.zones import cut


def test_blocks_become_lines_and_inline_tags_do_not() -> None:
    """Zones are cut by lines; "Hi <b>Bob</b>" is one of them."""
    page = read_html(
        "<p>Hi <b>Bob</b>,</p><div>one</div><div>two<br>three</div><ul><li>four<li>five</ul>"
    )

    assert page.text == "Hi Bob,\n\none\ntwo\nthree\n\n- four\n- five"


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">secret</div>',
        '<div style="max-height:0px;overflow:hidden">secret</div>',
        '<span style="font-size:0px">secret</span>',
        '<span style="opacity:0">secret</span>',
        "<div hidden>secret</div>",
        "<style>secret</style>",
        "<script>secret</script>",
        "<title>secret</title>",
        "<!-- secret -->",
    ],
)
def test_what_nobody_sees_is_no_text(hidden: str) -> None:
    """Preheaders and hidden words are there to fool previews and filters."""
    assert read_html(f"<body>{hidden}<p>Hello</p></body>").text == "Hello"


@pytest.mark.parametrize(
    "shown",
    [
        '<td style="font-size:0px"><div style="font-size:13px">Hello</div></td>',
        '<div style="font-size:0.9em">Hello</div>',
        '<div style="opacity:0.8;max-height:0.5em">Hello</div>',
    ],
)
def test_layout_tricks_hide_nothing(shown: str) -> None:
    """Newsletter frameworks set cells to size 0 and their content back to normal."""
    assert read_html(f"<table><tr>{shown}</tr></table>").text == "Hello"


@pytest.mark.parametrize(
    "quotation",
    [
        "<blockquote>old</blockquote>",
        '<div class="gmail_quote">old</div>',
        '<div class="x yahoo_quoted">old</div>',
        '<div class="moz-cite-prefix">On 3 Feb 2025, Bob wrote:</div><blockquote type="cite">old</blockquote>',
        '<span id="OLK_SRC_BODY_SECTION">old</span>',
        '<div class="OutlookMessageHeader">From: Bob<br>Sent: Monday, 3 Feb 2025<br>To: Ada<br>Subject: x</div><p>old</p>',
    ],
)
def test_quotations_of_mail_programs_are_quoted(quotation: str) -> None:
    """In HTML the quoted pitch has no ">"; the element says it."""
    zones = cut(read_html(f"<p>The new words.</p>{quotation}").text)

    assert zones.new == "The new words."
    assert "old" in zones.quoted


def test_anchor_keeps_its_words_and_loses_its_tokens() -> None:
    """The words say what is asked; the query signs the reader in."""
    page = read_html('<a href="https://Calendly.com/ada?token=x#y">book <b>a call</b></a>')

    assert page.links == (Link("calendly.com", "/ada", "book a call"),)


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://t.example.com/o/1.gif?u=2" width="1" height="1">',
        '<img src="https://t.example.com/o/1.gif" style="display:none">',
        '<div style="display:none"><img src="https://t.example.com/o/1.gif"></div>',
    ],
)
def test_pixel_leaves_its_host(image: str) -> None:
    """That the opening of a mail is tracked is a clue; the picture itself is never fetched."""
    assert read_html(f"<p>Hi</p>{image}").links == (Link("t.example.com", "/o/1.gif", "[pixel]"),)


def test_ordinary_image_is_no_pixel() -> None:
    """A logo is not tracking."""
    assert read_html('<img src="https://example.com/logo.png" width="120" height="40">').links == ()


def test_deep_nesting_ends() -> None:
    """A recursive walk would exhaust the stack."""
    assert read_html("<div>" * 30_000 + "x").text in ("", "x")
