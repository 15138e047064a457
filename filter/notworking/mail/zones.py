"""A body cut by who wrote what: new text, quotations, signature and footer."""

from __future__ import annotations

import re
from enum import Enum

import re2

from notworking.mail import zone_words as words
from notworking.mail.markup import visible
from notworking.mail.message import Zones
from notworking.mail.quotations import LOOK, mark, ruler_above

MAX_LINES = 20_000
_MAX_SIGNATURE_LINES = 14
_POSTSCRIPT = re.compile(r"\W*p\.? ?s\b\.?|\W*n\.? ?b\.", re.IGNORECASE)
_CONTACT = re.compile(
    r"https?://|www\.|\S@\S+\.\w|(?:\+|\b(?:tel|phone|mobile?|cell|fon|tél|m|t|p|d|o)\b[.:]? ?\(?\+?)\d[\d\s()./-]{5,}"
    r"|\d{3}[-. )]+\d{3}[-. ]\d{3,4}|\blinkedin\.com/|\s\|\s",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(r"[-–—~]{1,2} ?[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}")
# RE2 looks for all stems in one pass, where Python would make a pass for each.
_FOOTER_STEM = re2.compile("|".join(map(re2.escape, words.FOOTER_STEMS)).encode())
_DISCLAIMER_STEM = re2.compile("|".join(map(re2.escape, words.DISCLAIMER_STEMS)).encode())
_SENTENCE_END = (".", "!", "?", "…", ";")


class _Zone(Enum):
    NEW = 0
    QUOTED = 1
    SIGNATURE = 2
    FOOTER = 3


def cut(text: str) -> Zones:
    r"""Given a plain body (HTML goes through `markup.read_html` first), return its zones.

    Knows the marks of seven languages (en, de, fr, es, pt, it, nl) and of the common mail programs.
    Text between quotations is new; a forwarder's words are new and the rest quoted; opt-out
    sentences go to the footer, never away. Time grows with the length of the text only.

    >>> cut("Sure!\n\nBest,\nAda\n\nOn 3 Feb 2025, Bob wrote:\n> Lunch?")
    Zones(new='Sure!', quoted='On 3 Feb 2025, Bob wrote:\nLunch?', signature='Best,\nAda', footer='')
    """
    lines = visible(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MAX_LINES]
    zones = [_Zone.QUOTED if is_quoted else _Zone.NEW for is_quoted in mark(lines)]
    start = 0
    for end in range(len(lines) + 1):
        if end == len(lines) or zones[end] is _Zone.QUOTED:
            if start < end:
                zones[start:end] = _cut_run(lines[start:end])
            start = end + 1
    return _with_own_words(_joined(lines, zones))


def _joined(lines: list[str], zones: list[_Zone]) -> Zones:
    def text_of(zone: _Zone) -> str:
        return _text(line for line, its in zip(lines, zones, strict=True) if its is zone)

    quoted = (
        line.lstrip("> \t|") if line.lstrip()[:1] in (">", "|") else line
        for line, its in zip(lines, zones, strict=True)
        if its is _Zone.QUOTED
    )
    return Zones(text_of(_Zone.NEW), _text(quoted), text_of(_Zone.SIGNATURE), text_of(_Zone.FOOTER))


def _text(lines: object) -> str:
    """Join lines: no blanks at the ends, never two blank lines running."""
    kept: list[str] = []
    for line in lines:  # type: ignore[attr-defined]
        line = line.rstrip()
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def _with_own_words(zones: Zones) -> Zones:
    """Give back what was taken for frame when nothing else is there: a message has words."""
    if zones.new:
        return zones
    if zones.signature and not zones.signature.startswith("--"):
        first, _, rest = zones.signature.partition("\n")
        return Zones(first, zones.quoted, rest.strip(), zones.footer)
    if zones.footer and not zones.quoted:
        return Zones(zones.footer, "", zones.signature, "")
    return zones


def _cut_run(lines: list[str]) -> list[_Zone]:
    """Return the zone of each line of a stretch that nobody quoted."""
    zones = [_Zone.NEW] * len(lines)
    _mark_footer(lines, zones)
    _mark_armour(lines, zones)
    _mark_delimited(lines, zones)
    _mark_signature(lines, zones)
    for index in range(1, len(lines)):
        if not lines[index].strip():
            zones[index] = zones[index - 1]
    return zones


def _mark_armour(lines: list[str], zones: list[_Zone]) -> None:
    """Mark PGP's frame round signed text (RFC 9580 section 7) as signature."""
    is_inside = False
    for index, line in enumerate(lines):
        is_begin = line.startswith("-----BEGIN PGP S")
        is_inside = is_begin or (is_inside and bool(line.strip()))
        if is_inside:
            zones[index] = _Zone.SIGNATURE
        if line.startswith("-----BEGIN PGP SIGNATURE"):
            zones[index:] = [_Zone.SIGNATURE] * (len(lines) - index)
            return


def _mark_delimited(lines: list[str], zones: list[_Zone]) -> None:
    """Mark what stands below the line "-- " (RFC 3676 section 4.3)."""
    below = whole = sum(map(len, lines))
    for index, line in enumerate(lines):
        if line.rstrip() in ("--", "—", "––") and (below <= 1_000 or 2 * below < whole):
            for i in range(index, len(lines)):
                zones[i] = _Zone.SIGNATURE if zones[i] is _Zone.NEW else zones[i]
            return
        below -= len(line)


def _mark_footer(lines: list[str], zones: list[_Zone]) -> None:
    lower = "\n".join(lines).lower()
    candidates = _lines_with_stems(lower)
    has_disclaimer = _is_disclaimer(lower)
    if not candidates and not has_disclaimer and "____" not in lower:
        return
    remaining = len(lower)
    paragraph: list[int] = []
    for index, line in enumerate([*lines, ""]):
        if line.strip():
            paragraph.append(index)
            continue
        size = sum(len(lines[i]) + 1 for i in paragraph)
        first = _footer_line(lines, paragraph, zones, candidates, has_disclaimer)
        if first is not None and _is_tail(before=len(lower) - remaining, after=remaining - size):
            zones[ruler_above(lines, first) :] = [_Zone.FOOTER] * (
                len(lines) - ruler_above(lines, first)
            )
            return
        if first is not None:
            for i in paragraph:
                zones[i] = _Zone.FOOTER if i >= first else zones[i]
        remaining -= size + 1
        paragraph.clear()


def _is_tail(*, before: int, after: int) -> bool:
    """Return True when so little follows that it belongs to the footer (sizes in characters)."""
    return before > 20 and after <= min(max(1_500, before), 6_000)


def _footer_line(
    lines: list[str],
    paragraph: list[int],
    zones: list[_Zone],
    candidates: set[int],
    has_disclaimer: bool,
) -> int | None:
    """Return the paragraph's first footer line, or None; mark opt-out sentences on the way."""
    if not paragraph:
        return None
    if has_disclaimer:
        joined = " ".join(lines[i] for i in paragraph)[:3_000].lower()
        if len(joined) > 90 and _is_disclaimer(joined):
            return paragraph[0]
    if len(paragraph) > 1 and _is_list_footer(lines, paragraph):
        return paragraph[0]
    for i in filter(candidates.__contains__, paragraph):
        line = lines[i][:LOOK]
        small = line.lower()
        if not any(stem in small for stem in words.FOOTER_STEMS) or words.REQUEST.search(line):
            continue
        opt_out = words.OPT_OUT.search(line)
        if opt_out and opt_out.start() <= 80 and len(lines[i]) <= LOOK:
            zones[i] = _Zone.FOOTER
        elif not opt_out and len(lines[i]) <= LOOK and words.FOOTER.search(line):
            return i
    return None


def _lines_with_stems(lower: str) -> set[int]:
    """Return the numbers of the lines of a text, in small letters, that hold a stem of a footer."""
    text = lower.encode("utf-8", "replace")
    found: set[int] = set()
    begin = number = 0
    while match := _FOOTER_STEM.search(text, begin):
        line_end = text.find(b"\n", match.end())
        number += text.count(b"\n", begin, match.start())
        found.add(number)
        if line_end < 0:
            break
        begin = line_end + 1
        number += 1
    return found


def _is_disclaimer(lower: str) -> bool:
    """Return True for lawyers' words in such number as nobody else uses them."""
    if not _DISCLAIMER_STEM.search(lower.encode("utf-8", "replace")):
        return False
    return sum(stem in lower for stem in words.DISCLAIMER_STEMS) >= 4


def _is_list_footer(lines: list[str], paragraph: list[int]) -> bool:
    """Return True for a ruler of underscores with a mailing list's name and page below it."""
    if not lines[paragraph[0]].startswith("_____"):
        return False
    below = " ".join(lines[i][:200] for i in paragraph[1:4]).lower()
    return "mailing list" in below or "http" in below or "mailto:" in below or "@" in below


def _mark_signature(lines: list[str], zones: list[_Zone]) -> None:
    """Mark the sign-off with the block below it, device lines, and a contact block at the end."""
    own = [i for i, zone in enumerate(zones) if zone is _Zone.NEW and lines[i].strip()]
    for i in own[-6:]:
        if _is_device_line(lines[i][:LOOK]):
            zones[i] = _Zone.SIGNATURE
    own = [i for i in own if zones[i] is _Zone.NEW]
    tail = own[-40:]
    for position, i in enumerate(tail):
        if _is_sign_off(lines[i]):
            block = _block_below(lines, tail[position + 1 :])
            rest = tail[position + 1 + len(block) :]
            if _may_follow_signature(lines, rest):
                for each in (i, *block):
                    zones[each] = _Zone.SIGNATURE
                return
    for i in _contact_block(lines, tail):
        zones[i] = _Zone.SIGNATURE


def _is_device_line(line: str) -> bool:
    lower = line.lower()
    return (
        len(line) < 120
        and bool(words.DEVICE.match(line))
        and any(name in lower for name in words.DEVICE_NAMES)
    )


def _is_sign_off(line: str) -> bool:
    r"""Return True for "Best regards," alone, or with a name: "Thanks, Ada"."""
    text = line.strip(" \t*_").lower()
    if len(text) > words.LONGEST_SIGN_OFF + 40:
        return False
    if text.rstrip(",.!:;-–— 🙂👋🙏😊") in words.SIGN_OFFS:
        return True
    head, comma, name = text.replace(" -", ",").replace("!", ",").partition(",")
    return (
        bool(comma)
        and head.strip() in words.SIGN_OFFS
        and len(name.split()) <= 4
        and "?" not in name
    )


def _block_below(lines: list[str], following: list[int]) -> list[int]:
    """Return the lines under a sign-off that look like name, title, company, phone, links."""
    block: list[int] = []
    for i in following[:_MAX_SIGNATURE_LINES]:
        if not _is_block_line(lines[i]):
            break
        block.append(i)
    return block


def _is_block_line(line: str) -> bool:
    text = line.strip()
    if _POSTSCRIPT.match(text):
        return False
    if len(text) <= 200 and _CONTACT.search(text):
        return len(text.split()) < 25
    is_sentence = len(text.split()) > 6 and text.endswith(_SENTENCE_END)
    return len(text) <= 90 and len(text.split()) <= 12 and not is_sentence


def _may_follow_signature(lines: list[str], rest: list[int]) -> bool:
    """Return True when what follows a name block is little enough: a postscript, a slogan."""
    return (
        not rest
        or bool(_POSTSCRIPT.match(lines[rest[0]]))
        or sum(len(lines[i]) for i in rest) < 500
    )


def _contact_block(lines: list[str], tail: list[int]) -> list[int]:
    """Return the last paragraph when it is a name over contact details, or a "- Ada"."""
    if len(tail) < 2:
        return []
    if _NAME_LINE.fullmatch(lines[tail[-1]].strip()[:80]):
        return tail[-1:]
    block = tail[-1:]
    for i in reversed(tail[:-1]):
        if i != block[0] - 1:
            break
        block.insert(0, i)
    if len(block) < 2 or len(block) == len(tail) or len(block) > _MAX_SIGNATURE_LINES:
        return []
    is_short = all(
        len(lines[i]) <= 90 and not lines[i].rstrip().endswith(("?", "!")) for i in block
    )
    starts_with_name = len(lines[block[0]].split()) <= 4 and not lines[block[0]].rstrip().endswith(
        (".", ":")
    )
    return (
        block
        if is_short and starts_with_name and any(_CONTACT.search(lines[i]) for i in block)
        else []
    )
