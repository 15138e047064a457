"""Imports of exports: which file is which, and whole archives; bytes in, values out."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from notworking.errors import UserError
from notworking.people.address_book import read_google_contacts, read_vcards
from notworking.people.linkedin_export import read_connections, read_invitations, read_messages
from notworking.people.person import Me
from notworking.people.rows import Import as Import
from notworking.people.rows import RowProblem as RowProblem
from notworking.people.rows import decode, has_headings

MAX_FILE_BYTES = 200 * 1024 * 1024
"""A file inside an archive that unpacks to more is refused: no export is so large."""

Reader = Callable[[str, Me], Import]

_BY_HEADINGS: tuple[tuple[tuple[str, ...], Reader], ...] = (
    (("first name", "connected on"), read_connections),
    (("conversation id", "from", "to", "date"), read_messages),
    (("from", "to", "sent at", "direction"), read_invitations),
    (("e-mail 1 - value",), read_google_contacts),
)
_WANTED_IN_ARCHIVE = ("connections", "invitations", "messages")


def parse_export(name: str, content: bytes, *, me: Me) -> Import:
    """Given an export file's name and bytes, return what it tells of people.

    Known by content, not by name: LinkedIn's `Connections.csv`, `Invitations.csv`, `messages.csv`
    or the whole export zip; vCards (XING's too); Google's contacts CSV, current and older layout.
    A row that cannot be read is a problem with its line, the rest is imported. Keys follow from
    the content, so that importing again changes nothing. Raise UserError when the file is none
    of these.
    """
    if content[:4] == b"PK\x03\x04" or content[:4] == b"PK\x05\x06":
        return _parse_archive(name, content, me)
    text = decode(content)
    reader = _reader_of(text)
    if reader is None:
        raise UserError(
            f"{name}: not an export that Notworking knows. Give LinkedIn's Connections.csv, "
            "Invitations.csv, messages.csv or export zip, a vCard file, or Google's contacts CSV."
        )
    return reader(text, me)


def _reader_of(text: str) -> Reader | None:
    if "BEGIN:VCARD" in text[:2_000].upper():
        return read_vcards
    return next(
        (reader for headings, reader in _BY_HEADINGS if has_headings(text, *headings)), None
    )


def _parse_archive(name: str, content: bytes, me: Me) -> Import:
    try:
        with ZipFile(BytesIO(content)) as archive:
            wanted = [entry for entry in archive.infolist() if _is_wanted(entry)]
            parts = [(entry.filename, _unpacked(archive, entry, name)) for entry in wanted]
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UserError(
            f"{name}: the archive cannot be opened ({error}); download it again."
        ) from error
    total = Import()
    for file, part in parts:
        reader = _reader_of(decode(part))
        if reader is not None:
            told = reader(decode(part), me)
            total += replace(told, problems=tuple(replace(one, file=file) for one in told.problems))
    if not parts:
        raise UserError(
            f"{name}: no Connections.csv, Invitations.csv or messages.csv in the archive."
        )
    return total


def _is_wanted(entry: ZipInfo) -> bool:
    """True for the three files, whatever case, space, underscore or "(1)" their names have."""
    file = entry.filename.rpartition("/")[2].lower().replace("_", "").replace(" ", "")
    return file.endswith(".csv") and file.startswith(_WANTED_IN_ARCHIVE)


def _unpacked(archive: ZipFile, entry: ZipInfo, name: str) -> bytes:
    if entry.file_size > MAX_FILE_BYTES:
        raise UserError(
            f"{name}: {entry.filename} unpacks to {entry.file_size} bytes; no export is so large."
        )
    with archive.open(entry) as file:
        return file.read(MAX_FILE_BYTES)
