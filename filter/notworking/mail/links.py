"""Links as host and path: what a link points at, without the tokens that say who clicked it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from notworking.mail.message import Link

MAX_LINKS = 200
PIXEL = "[pixel]"
"""The text of a Link that stands for an invisible image: its host knows when mail is opened."""

_MAX_URL_CHARS = 4_096
_MAX_PATH_CHARS = 200
_MAX_TEXT_CHARS = 200
_IN_TEXT = re.compile(r"(?:https?://|www\.)[^\s<>\"'\[\]{}|\\^`]{3,4096}", re.IGNORECASE)
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}\.?|\[[0-9a-f:.]{2,45}\]")
_WRAPPED = re.compile(r"[?&](?:url|q|u|target)=(https?(?:%3a|:)[^&\s]{3,2048})", re.IGNORECASE)
_DEFENSE = re.compile(r"/v3/__(https?:/{1,2}[^\s]{3,2048}?)__;", re.IGNORECASE)
_TOKEN_NAMES = frozenset(
    [
        "sharedkey",
        "otptoken",
        "midtoken",
        "midsig",
        "token",
        "key",
        "auth",
        "authtoken",
        "access_token",
        "sig",
        "signature",
        "secret",
        "password",
        "reset",
        "jwt",
        "code",
        "hash",
        "loid",
        "eid",
    ]
)
_WORD = re.compile(r"[^\W\d_]{1,20}|\d{1,8}")
_BETWEEN_WORDS = re.compile(r"[-_.+~,:!]|%20")
_OPAQUE_FROM = 40


def link_of(url: str, text: str = "") -> Link | None:
    """Given any string that should be a web address, return host and path, or None.

    Query, fragment and user name are dropped; the host is lower case, international names are kept
    as written; long opaque path segments and those that follow a token's name become "…".
    Wrappers of mail gateways (Safe Links, URL Defense) are opened. Never raises.

    >>> link_of("https://bob@WWW.Example.com:443/in/ada?otpToken=x#y")
    Link(host='www.example.com', path='/in/ada', text='')
    """
    url = _unwrapped(url.strip()[:_MAX_URL_CHARS])
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "http", url.removeprefix("//")
        if not (url.startswith("//") or url[:4].lower() == "www."):
            return None
    if scheme.lower() not in ("http", "https"):
        return None
    rest = rest.partition("#")[0].partition("?")[0].replace("\\", "/")
    authority, _, path = rest.partition("/")
    host = _host(authority)
    if not host:
        return None
    return Link(host, _path(path), " ".join(text.split())[:_MAX_TEXT_CHARS])


def in_text(text: str) -> list[Link]:
    """Return the links written out in plain text, in order, at most `MAX_LINKS`."""
    links: list[Link] = []
    if "://" not in text and "www." not in text.lower():
        return links
    for match in _IN_TEXT.finditer(text):
        link = link_of(match[0].rstrip(".,;:!?)*_>"))
        if link:
            links.append(link)
            if len(links) >= MAX_LINKS:
                break
    return links


def without_tokens(text: str) -> str:
    """Return text whose links are host and path, tokens hidden: fit to be kept or shown.

    >>> without_tokens("Accept: https://www.example.com/accept/sharedKey/s3cr3t/?otpToken=x now")
    'Accept: www.example.com/accept/sharedKey/…/ now'
    """
    if "://" not in text and "www." not in text.lower():
        return text
    return _IN_TEXT.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    link = link_of(match[0])
    return f"{link.host}{link.path}" if link else "…"


def _host(authority: str) -> str:
    host = authority.rpartition("@")[2].lower()
    is_literal = host.startswith("[")
    host = host.partition("]")[0] + "]" if is_literal else host.partition(":")[0]
    return host.rstrip(".") if _HOST.fullmatch(host) else ""


def _path(path: str) -> str:
    segments = path.split("/")[:40]
    kept: list[str] = []
    follows_name = False
    for segment in segments:
        segment = segment.partition(";")[0]
        kept.append("…" if follows_name or _is_opaque(segment) else segment)
        follows_name = segment.lower() in _TOKEN_NAMES
    text = "/" + "/".join(kept) if path else ""
    return "".join(char for char in text if char.isprintable())[:_MAX_PATH_CHARS]


def _is_opaque(segment: str) -> bool:
    """Tell a long token from a long slug made of words."""
    if len(segment) <= _OPAQUE_FROM:
        return False
    words = _BETWEEN_WORDS.split(unquote(segment))
    plain = sum(
        bool(_WORD.fullmatch(word)) and word[1:].islower() | word.isdigit() for word in words
    )
    return len(words) < 3 or plain < 0.8 * len(words)


def _unwrapped(url: str) -> str:
    """Return the address inside a known gateway's wrapper, else the address itself."""
    start = url[:120].lower()
    if "safelinks.protection.outlook" in start or "google.com/url" in start:
        match = _WRAPPED.search(url)
        return unquote(match[1]) if match else url
    if "urldefense." in start:
        match = _DEFENSE.search(url)
        if match:
            scheme, _, rest = match[1].partition(":")
            return f"{scheme}://{rest.lstrip('/')}"
    return url
