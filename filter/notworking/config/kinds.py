"""The kinds of value an option may have, each with its check and its words for the reader.

A check raises ValueError with a clause that goes on after the option's place.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from notworking.written.units import DURATION_HELP, read_duration

_ATOM = re.compile(r"[!#$&'+,\-./0-9:;<=>?@A-Z\[\]^_`a-z|~]+")
_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_ACCOUNT_NAME = re.compile(r"[\w.-]+")
_MAIL_ADDRESS = re.compile(r"[^\s@<>,]+@[^\s@<>,]+")


def option(
    default: Any, *, says: str, example: object, also: tuple[str, ...] = (), **limits: Any
) -> Any:
    """Declare one option: default, help, example, and what other tools call it."""
    return Field(
        default,
        description=says,
        examples=[example],
        json_schema_extra={"also": list(also)},
        **limits,
    )


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    found = read_duration(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(
            f"must be {DURATION_HELP}, not {json.dumps(value, ensure_ascii=False, default=str)}"
        )
    return found


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _path(value: object, info: ValidationInfo) -> object:
    """Read a path: "~" is the user's home, a relative one starts at the file it stands in."""
    if not isinstance(value, str):
        return value
    if not value.strip():
        raise ValueError("is empty; write a path, or leave the option out")
    places = info.context or {}
    if value == "~" or value.startswith("~/"):
        home = places.get("home")
        return (Path(home) if home else Path.home()) / value[2:]
    return Path(places.get("folder", ".")) / value


def _mail_address(value: str) -> str:
    if not _MAIL_ADDRESS.fullmatch(value):
        raise ValueError(f'must be a mail address such as "ada@example.com", not "{value}"')
    return value.lower()


def _person(value: str) -> str:
    from notworking.judge.rules.patterns import person_problem  # loads RE2: only when needed

    problem = person_problem(value)
    if problem:
        raise ValueError(problem)
    return value.lower()


def _host(value: str) -> str:
    scheme, found, rest = value.partition("://")
    if found:
        raise ValueError(
            f'must be a host name only, as "{rest or "imap.example.com"}", without "{scheme}://"'
        )
    name, found, port = value.rpartition(":")
    if found and port.isdigit() and ":" not in name:
        raise ValueError(f'must be a host name only; write host = "{name}" and port = {port}')
    if not _HOST.fullmatch(value):
        raise ValueError(f'must be a host name such as "imap.example.com", not "{value}"')
    return value


def _account_name(value: str) -> str:
    if not _ACCOUNT_NAME.fullmatch(value):
        raise ValueError("must be one word of letters, digits, dots, dashes and underscores")
    return value


def _keyword(value: str) -> str:
    if not _ATOM.fullmatch(value):
        raise ValueError(
            'must be one word of plain letters such as "$Networking" (RFC 9051 keywords)'
        )
    return value


def _folder(value: str) -> str:
    if value != value.strip("/ ") or "//" in value:
        raise ValueError(
            'must be a folder name such as "Networking" or "Mail/Networking", without "/" at its ends'
        )
    return value


def _unsure_lane(value: str) -> str:
    is_flag = value.startswith("\\")
    if is_flag or value.startswith("$"):
        return _keyword(value.removeprefix("\\") if is_flag else value) and value
    if not value:
        raise ValueError('must be "leave", a keyword as "$NetworkingUnsure", or a folder')
    if value.casefold() == "inbox":
        raise ValueError('is the inbox itself; write "leave", a keyword, or another folder')
    return _folder(value)


def _category_name(value: str) -> str:
    if not value.strip() or value != value.strip() or any(letter in value for letter in '/\\"\n'):
        raise ValueError(
            f'must be a name such as "guest posts", without slashes and quotes, not "{value}"'
        )
    return value


def _cutoff(value: object) -> object:
    return None if value == "never" else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]
FilePath = Annotated[Path, BeforeValidator(_path)]
FilePaths = Annotated[tuple[FilePath, ...], BeforeValidator(_one_or_many)]
MailAddresses = Annotated[
    tuple[Annotated[str, AfterValidator(_mail_address)], ...], BeforeValidator(_one_or_many)
]
People = Annotated[
    tuple[Annotated[str, AfterValidator(_person)], ...], BeforeValidator(_one_or_many)
]
HostName = Annotated[str, AfterValidator(_host)]
AccountName = Annotated[str, AfterValidator(_account_name)]
Keyword = Annotated[str, AfterValidator(_keyword)]
UnsureLane = Annotated[str, AfterValidator(_unsure_lane)]
CategoryName = Annotated[str, AfterValidator(_category_name)]
FolderName = Annotated[str, AfterValidator(_folder)]
Cutoff = Annotated[Annotated[float, Field(ge=0.0, le=1.0)] | None, BeforeValidator(_cutoff)]
"""A probability 0…1, or "never" (None): mail of that category is not filed by its score."""
