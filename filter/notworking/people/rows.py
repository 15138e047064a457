"""What an import gives, and CSV rows that remember their line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from itertools import islice

from notworking.people.event import Event, IdentityLink
from notworking.people.person import fold_name

_DELIMITERS = ",;\t"
_DATE_SHAPES = (
    "%d %b %Y",
    "%d %B %Y",
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%m/%d/%y, %I:%M %p",
    "%m/%d/%Y, %I:%M %p",
    "%Y-%m-%d %H:%M:%S UTC",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S UTC",
    "%Y-%m-%dT%H:%M:%SZ",
    "%b %d, %Y",
)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that could not be imported; all others were."""

    line: int
    """1-based line of the file on which the row begins."""
    what: str
    file: str = ""
    """The file inside an archive, "" for a file of its own."""


@dataclass(frozen=True, slots=True)
class Import:
    """What an export file told. Its events' keys follow from the content: again changes nothing."""

    events: tuple[Event, ...] = ()
    links: tuple[IdentityLink, ...] = ()
    rows_read: int = 0
    """Rows that told something."""
    rows_hidden: int = 0
    """Rows of members who hide themselves: only a date in them."""
    problems: tuple[RowProblem, ...] = ()

    def __add__(self, other: Import) -> Import:
        return Import(
            tuple(dict.fromkeys((*self.events, *other.events))),
            tuple(dict.fromkeys((*self.links, *other.links))),
            self.rows_read + other.rows_read,
            self.rows_hidden + other.rows_hidden,
            self.problems + other.problems,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a CSV file with its line and its cells by normalised heading."""

    line: int
    cells: Mapping[str, str]
    problem: str = ""
    """Why the row cannot be read, "" when it can."""

    def get(self, *headings: str) -> str:
        """Return the first filled cell of the headings (normalised: "first name"), or ""."""
        return next((self.cells[heading] for heading in headings if self.cells.get(heading)), "")


def decode(content: bytes) -> str:
    """Return an export's text: UTF-8 with or without BOM, UTF-16 with one, else Windows-1252."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def heading_key(heading: str) -> str:
    """Return a heading in the form in which it compares: `" First  Name"` → `"first name"`."""
    return " ".join(
        heading.replace("\ufeff", "").strip().strip('"').lower().replace("_", " ").split()
    )


def read_rows(text: str, *required: str) -> Iterator[Row]:
    """Given CSV text, yield the rows below the first row that has all `required` headings.

    A preamble of any length is skipped; comma, semicolon and tab are told apart by the heading
    row; line breaks inside quotes stay. Nothing is yielded when there is no such heading row.
    """
    for delimiter in _delimiters_by_use(text, required):
        found = _rows(text, delimiter, required)
        first = next(found, None)
        if first is not None:
            yield first
            yield from found
            return


def _rows(text: str, delimiter: str, required: Sequence[str]) -> Iterator[Row]:
    """Yield rows; after one that a stray quote has torn, go on with the line below it."""
    lines = list(StringIO(text, newline=""))
    headings: list[str] = []
    begin = 0
    while begin < len(lines):
        start = begin
        begin = len(lines)
        for cells, end, problem in _read_cells(lines, start, delimiter):
            if not headings:
                keys = [heading_key(cell) for cell in cells]
                headings = keys if all(name in keys for name in required) else []
            elif problem or any(cell.strip() for cell in cells):
                row = Row(start + 1, {}, problem) if problem else _row(cells, headings, start, end)
                yield row
                if row.problem and end - start > 1:
                    begin = start + 1
                    break
            start = end


def _read_cells(
    lines: Sequence[str], begin: int, delimiter: str
) -> Iterator[tuple[list[str], int, str]]:
    """Yield (cells, line behind them, problem): csv refuses fields of more than 128 KiB."""
    reader = csv.reader(islice(lines, begin, None), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield [], begin + reader.line_num, str(error)
            continue
        yield cells, begin + reader.line_num, ""


def _row(cells: list[str], headings: Sequence[str], start: int, end: int) -> Row:
    while len(cells) > len(headings) and not cells[-1].strip():
        cells = cells[:-1]
    is_torn = len(cells) > len(headings) or (end - start > 1 and len(cells) < len(headings))
    problem = f"{len(cells)} cells where {len(headings)} are expected" if is_torn else ""
    named = {key: cell.strip() for key, cell in zip(headings, cells, strict=False) if key}
    return Row(start + 1, named, problem)


def has_headings(text: str, *required: str) -> bool:
    """True when some row near the top has all the headings, even if no row follows."""
    for delimiter in _DELIMITERS:
        for line in text[:20_000].splitlines():
            keys = {heading_key(cell) for cell in line.split(delimiter)}
            if all(name in keys for name in required):
                return True
    return False


def _delimiters_by_use(text: str, required: Sequence[str]) -> list[str]:
    """Delimiters, the likeliest first: by how often they stand in the line with the first heading."""
    named = [line for line in text[:20_000].splitlines() if required[0] in heading_key(line)]
    return sorted(
        _DELIMITERS,
        key=lambda delimiter: -max((line.count(delimiter) for line in named), default=0),
    )


def parse_date(text: str) -> datetime | None:
    """Return the date of an export in UTC, None when no known shape fits.

    `"08 Feb 2026"`, `"2026-02-08"`, `"02/08/2026"`, `"2/8/26, 3:15 PM"`, `"2026-02-08 15:15:00 UTC"`.
    Exports give no time zone where they give none: taken as UTC.
    """
    tidy = " ".join(text.replace("\u202f", " ").split())
    for shape in _DATE_SHAPES:
        try:
            return datetime.strptime(tidy, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def row_key(*parts: str) -> str:
    """Return a key that follows from the content: 32 hex characters of SHA-256."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def full_name(*parts: str) -> str:
    """Return the words of a name that are there, joined."""
    return " ".join(part.strip() for part in parts if fold_name(part))
