"""HTML to text: what a reader sees, quotations marked with ">", and the links with their words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from notworking.mail.links import MAX_LINKS, PIXEL, link_of
from notworking.mail.message import Link

MAX_NODES = 20_000

Attributes = dict[str, str | None]

_DROPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "meta",
        "noscript",
        "template",
        "svg",
        "object",
        "iframe",
        "select",
        "option",
        "textarea",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "tr",
        "table",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "center",
        "address",
        "pre",
        "dl",
        "dt",
        "dd",
        "form",
        "fieldset",
        "figure",
        "figcaption",
        "blockquote",
        "tbody",
        "thead",
        "body",
    ]
)
_PARAGRAPHS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "hr"]
)
_CELLS = frozenset(("td", "th"))
_QUOTES = re.compile(
    r"\b(?:gmail_quote|gmail_attr|moz-cite-prefix|moz-forward-container|yahoo_quoted|protonmail_quote"
    r"|tutanota_quote|zmail_extra|cite_quote|OLK_SRC_BODY_SECTION|mail-quote-collapse)(?![\w-])"
)
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|max-height:0(?![.\d])|opacity:0(?![.\d])"
)
_NO_SIZE = re.compile(r"font-size:0(?![.\d]*[1-9])")
_INVISIBLE = re.compile("[\u034f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_ENTITY_STRAY = re.compile(r"&?\b(?:zwnj|zwj|shy);?(?=\s|$|&?\b(?:zwnj|zwj|shy)\b)")
_SMALL = re.compile(r"\s*[0-3](?:\.\d*)?\s*(?:px)?\s*")
_TINY_STYLE = re.compile(r"(?:width|height):[01](?:px)?(?:;|$|!)")


@dataclass(frozen=True, slots=True)
class Hypertext:
    """What an HTML part says: text with quoted lines marked by "> ", and its links."""

    text: str = ""
    links: tuple[Link, ...] = ()
    """Links outside quotations, in order, at most 200; tracking pixels have the text "[pixel]"."""


def visible(text: str) -> str:
    """Return text without characters that only pad (zero-width, soft hyphen, U+034F) and runs of
    no-break spaces: mail hides them in front so that previews show nothing."""
    if text.isascii() and "zwnj" not in text:
        return text
    text = _INVISIBLE.sub("", text)
    if "zwnj" in text:
        text = _ENTITY_STRAY.sub("", text)
    return text.replace("\u00a0", " ").replace("\u2028", "\n").replace("\u2029", "\n\n")


@dataclass(frozen=True, slots=True)
class _Mark:
    """What an element began, to be ended after its children."""

    tag: str
    is_quote: bool
    was_sizeless: bool
    href: str | None


def read_html(html: str) -> Hypertext:
    """Given one HTML part (any string), return its visible text and links. Never raises.

    Scripts, styles and hidden preheaders are left out; `<blockquote>` and the mail programs' own
    quotation elements become lines that start with "> ".

    >>> read_html("<p>Hi</p><blockquote>Hello?</blockquote>").text
    'Hi\\n\\n> Hello?'
    """
    body = LexborHTMLParser(html).body
    if body is None:
        return Hypertext()
    page = _Page()
    _walk(body.child, page)
    return Hypertext(page.text(), tuple(page.links))


def _walk(node: Any, page: _Page) -> None:
    """Visit nodes in reading order, without recursion: nesting may be hostile."""
    opened: list[tuple[Any, _Mark]] = []
    for _ in range(2 * MAX_NODES):
        if node is None:
            if not opened:
                return
            node, mark = opened.pop()
            page.close(mark)
            node = node.next
            continue
        inner = page.open(node)
        if inner is None:
            node = node.next
        else:
            opened.append((node, inner))
            node = node.child


class _Page:
    """The text under construction while a page is walked."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.links: list[Link] = []
        self.quoting = 0
        self.is_sizeless = False
        self.anchor: list[str] | None = None

    def open(self, node: Any) -> _Mark | None:
        """Take in one node; return what to undo after its children, or None to pass them by."""
        tag = node.tag
        if tag == "-text":
            self.add_text(node.text_content or "")
            return None
        if tag in _DROPPED or tag[:1] in "-!":
            return None
        if tag == "br":
            self.end_line()
            return None
        attributes = node.attributes
        if tag == "img":
            self.add_image(attributes)
            return None
        style = (attributes.get("style") or "").replace(" ", "").lower()
        if "hidden" in attributes or (style and _HIDDEN.search(style)):
            self.keep_pixels(node)
            return None
        return self.open_element(tag, attributes, style)

    def open_element(self, tag: str, attributes: Attributes, style: str) -> _Mark:
        """Begin a visible element: its line, its quotation, its size, its link."""
        is_quote = tag == "blockquote" or _is_quotation(attributes)
        mark = _Mark(
            tag, is_quote, self.is_sizeless, attributes.get("href") if tag == "a" else None
        )
        if is_quote or tag in _BLOCKS:
            self.end_line(is_paragraph=is_quote or tag in _PARAGRAPHS)
        elif tag in _CELLS:
            self.line.append(" ")
        self.quoting += is_quote
        if "font-size:" in style:
            self.is_sizeless = bool(_NO_SIZE.search(style))
        if tag == "li":
            self.line.append("- ")
        if mark.href:
            self.anchor = []
        return mark

    def close(self, mark: _Mark) -> None:
        """End the element that `open` began."""
        if mark.href and self.anchor is not None:
            self.add_link(mark.href, "".join(self.anchor))
            self.anchor = None
        if mark.is_quote or mark.tag in _BLOCKS:
            self.end_line(is_paragraph=mark.is_quote or mark.tag in _PARAGRAPHS)
        self.quoting -= mark.is_quote
        self.is_sizeless = mark.was_sizeless

    def add_text(self, text: str) -> None:
        """Add words to the line, unless they are set in letters of no size."""
        if self.is_sizeless:
            return
        self.line.append(text)
        if self.anchor is not None:
            self.anchor.append(text)

    def add_image(self, attributes: Attributes) -> None:
        """Note an invisible image's host; let a linked image speak by its description."""
        if _is_pixel(attributes):
            self.add_link(attributes.get("src") or "", PIXEL)
        elif self.anchor is not None:
            self.anchor.append(attributes.get("alt") or "")

    def keep_pixels(self, node: Any) -> None:
        """Of a hidden element keep only the hosts of its images."""
        for image in node.css("img")[:5]:
            self.add_link(image.attributes.get("src") or "", PIXEL)

    def add_link(self, url: str, text: str) -> None:
        """Keep a link that is the writer's own and points into the web."""
        if self.quoting or len(self.links) >= MAX_LINKS:
            return
        link = link_of(url, visible(text))
        if link and link not in self.links[-5:]:
            self.links.append(link)

    def end_line(self, *, is_paragraph: bool = False) -> None:
        """Finish the line, with a blank one after it at the end of a paragraph."""
        words = " ".join(visible("".join(self.line)).split())
        self.line.clear()
        prefix = "> " if self.quoting else ""
        if words:
            self.lines.append(prefix + words)
        if is_paragraph and self.lines and self.lines[-1].strip("> "):
            self.lines.append(prefix.strip())

    def text(self) -> str:
        """Return the lines so far, without blank ones at the ends."""
        self.end_line()
        while self.lines and not self.lines[-1].strip("> "):
            self.lines.pop()
        return "\n".join(self.lines)


def _is_quotation(attributes: Attributes) -> bool:
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return len(names) > 1 and bool(_QUOTES.search(names))


def _is_pixel(attributes: Attributes) -> bool:
    """Tell an image nobody can see: 3 px or less, or hidden by its style."""
    sizes = [attributes.get("width"), attributes.get("height")]
    if any(size is not None and _SMALL.fullmatch(size[:20]) for size in sizes):
        return True
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return bool(style) and bool(_HIDDEN.search(style) or _TINY_STYLE.search(style))
