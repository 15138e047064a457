"""Which lines of a body are quoted: ">" marks, "On …, … wrote:", forwarded and original blocks."""

from __future__ import annotations

import re

from notworking.mail import zone_words as words

LOOK = 400
"""How much of a line is looked at: keeps every pattern's work bounded."""
_MOST_MARKS = 4
_RULER = re.compile(r"\s*[-_=*~·—–#]{3,}\s*")
_OTHER_MARK = re.compile(r"[|:})%#]+(?=\s)|-{1,2}[\])}]")
_CLOCK = re.compile(r"\d[:.]\d\d")


def mark(lines: list[str]) -> list[bool]:
    """Given the lines of a body, return for each whether it is quoted.

    A message set wholly in ">" with nobody quoted loses its marks, in `lines` itself.
    """
    quoted = [False] * len(lines)
    marks: tuple[str, ...] = (">",)
    first_own = len(lines)
    has_frame = False
    end = 0
    for index, line in enumerate(lines):
        head = line[:LOOK].strip()
        if not head or index < end:
            continue
        if head.startswith(marks) and not head.startswith(">From "):
            quoted[index] = True
            continue
        frame = _frame(lines, index, head)
        if frame is None:
            first_own = min(first_own, index)
            continue
        start, end, is_forwarded = frame
        has_frame = True
        if not _is_marked(lines, end, marks):
            other = _other_mark(lines, end)
            if other and len(marks) < _MOST_MARKS:
                marks = (*marks, other)
            elif first_own < start or is_forwarded:
                end = len(lines)
        quoted[start:end] = [True] * (end - start)
    if first_own == len(lines) and not has_frame:
        _unmark(lines, quoted)
    return _blanks_between(lines, quoted)


def _frame(lines: list[str], index: int, head: str) -> tuple[int, int, bool] | None:
    """Return where the lines that announce a quotation begin and end, and whether they are a
    forwarded header block; None for any other line.

    Without marks on the lines below, a block reaches to the end, and so does "On …, … wrote:" with
    own words above it. With none above, the words must be below it, so they are left as new.
    """
    start = _attribution_start(lines, index, head)
    if start is not None:
        return start, index + 1, False
    if not _begins_original(lines, index, head):
        return None
    end = index + 1
    while end < min(len(lines), index + 40) and lines[end].strip():
        end += 1
    return ruler_above(lines, index), end, True


def _unmark(lines: list[str], quoted: list[bool]) -> None:
    """Nothing but ">" lines, and nobody quoted: that is how the whole message was set."""
    for index, is_quoted in enumerate(quoted):
        if is_quoted:
            lines[index] = lines[index].lstrip("> \t")
            quoted[index] = False


def _blanks_between(lines: list[str], quoted: list[bool]) -> list[bool]:
    """Let blank lines between two quoted lines be quoted too."""
    previous = False
    blanks: list[int] = []
    for index, line in enumerate(lines):
        if not line.strip():
            blanks.append(index)
            continue
        if quoted[index] and previous:
            for blank in blanks:
                quoted[blank] = True
        previous = quoted[index]
        blanks.clear()
    return quoted


def _is_marked(lines: list[str], index: int, marks: tuple[str, ...]) -> bool:
    """Return True when the next line with words, from this index, begins with a quotation mark."""
    for line in lines[index : index + 4]:
        if line.strip():
            return line.lstrip().startswith(marks)
    return False


def _other_mark(lines: list[str], index: int) -> str:
    """Return the mark (as "|" or "--]") with which the next two lines begin alike, or ""."""
    following = [line.lstrip() for line in lines[index : index + 5] if line.strip()][:2]
    found = [_OTHER_MARK.match(line) for line in following]
    if len(found) == 2 and found[0] and found[1] and found[0][0] == found[1][0]:
        return found[0][0]
    return ""


def _attribution_start(lines: list[str], index: int, head: str) -> int | None:
    """Return where the "On …, … wrote:" that ends in this line begins (up to 3 lines up)."""
    if head[-1] != ":" and not (head[-1] == ">" and _is_marked(lines, index + 1, (">",))):
        return None
    joined = head
    alone = index if _is_attribution(head) else None
    if alone is not None and _starts_attribution(head):
        return index
    for start in range(index - 1, max(-1, index - 4), -1):
        above = lines[start][:LOOK].strip()
        if not above or above[0] == ">":
            break
        joined = f"{above} {joined}"
        if _starts_attribution(above) and _is_attribution(joined):
            return start
    return alone


def _starts_attribution(text: str) -> bool:
    return text[0].isdigit() or text.lower().startswith(words.ATTRIBUTION_STARTS)


def _is_attribution(text: str) -> bool:
    has_date = any(char.isdigit() for char in text[:200])
    if not (has_date or "@" in text):
        return False
    if words.ATTRIBUTION_VERB.search(text[-200:]):
        return "@" in text or _starts_attribution(text)
    return has_date and bool(words.ATTRIBUTION_PLAIN.search(text[-300:]))


def _begins_original(lines: list[str], index: int, head: str) -> bool:
    """Return True at "-----Original Message-----" and at a block of From, Sent, To, Subject."""
    # Few lines begin like one: the pattern, which looks at the whole line, is kept from the rest.
    may_be_original = not head[0].isalnum() or head[0].lower()[0] in words.ORIGINAL_LETTERS
    if may_be_original and words.ORIGINAL.match(head):
        return True
    kind = _block_field(head)
    if kind not in ("from", "date", "to"):
        return False
    kinds = {kind, *(_block_field(line[:LOOK]) for line in lines[index + 1 : index + 13])}
    if kind == "to":  # Lotus Notes: name, date and hour stand above, without a field name
        above = " ".join(line[:80] for line in lines[max(0, index - 3) : index])
        return {"cc", "subject"} <= kinds and bool(_CLOCK.search(above))
    return {"from", "date"} <= kinds and bool({"to", "subject"} & kinds)


def _block_field(line: str) -> str:
    name, colon, _ = line.partition(":")
    return (
        words.BLOCK_FIELDS.get(name.strip(" *_\t").lower(), "") if colon and len(name) < 30 else ""
    )


def ruler_above(lines: list[str], index: int) -> int:
    """Return the line of the ruler just above a quotation, or the quotation's own line."""
    for above in range(index - 1, max(-1, index - 4), -1):
        if _RULER.fullmatch(lines[above][:LOOK]):
            return above
        if lines[above].strip():
            break
    return index
