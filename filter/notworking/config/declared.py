"""The options as declared in the model, flattened for checks, examples and the reference page."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from notworking.config.options import Config, Section
from notworking.written.problems import Place
from notworking.written.units import write_duration

_KINDS: dict[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    timedelta: 'duration, as "30d"',
    Path: "path",
    SecretStr: "text",
}
_HIDDEN = frozenset({"password", "password_command"})


@dataclass(frozen=True, slots=True)
class Option:
    """One option, for people."""

    table: str
    name: str
    kind: str
    """What may be written, in words."""
    says: str
    example: str
    """As TOML."""
    default: str
    """As TOML; "" when there is none."""
    is_required: bool
    also: tuple[str, ...]
    """What other tools call it."""
    annotation: Any
    """The bare type: `str`, `tuple[str, ...]`, a Literal, …"""

    @property
    def is_secret(self) -> bool:
        """True when its value must not be shown."""
        return self.name in _HIDDEN


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file."""

    name: str
    is_repeated: bool
    """Written [[name]], as often as wanted."""
    says: str
    options: tuple[Option, ...]
    is_optional: bool = False
    """Repeated, and there need be none: an example file only shows it."""

    @property
    def head(self) -> str:
        """The line that opens it."""
        return f"[[{self.name}]]" if self.is_repeated else f"[{self.name}]"


def tables() -> tuple[Table, ...]:
    """Return all tables in the order of the model."""
    return tuple(_tables())


def table_named(name: object) -> Table | None:
    """Return the table of that name, or None."""
    return next((table for table in tables() if table.name == name), None)


def option_at(place: Place) -> Option | None:
    """Return the option that a place belongs to, or None.

    `("account", 0, "inbox", 1)` is `account.inbox`.
    """
    names = [step for step in place if isinstance(step, str)]
    table = table_named(names[0]) if len(names) >= 2 else None
    return next((each for each in table.options if each.name == names[1]), None) if table else None


def toml(value: object) -> str:
    """Return a default or an example as TOML.

    >>> toml(("a", "b"))
    '["a", "b"]'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        return toml(write_duration(value))
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, int | float):
        return str(value)
    # A JSON string is a TOML basic string, but for U+007F, which TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _tables() -> Iterator[Table]:
    for name, info in Config.model_fields.items():
        model, is_repeated = _section_of(info.annotation)
        table = info.alias or name
        options = tuple(_option(table, each, field) for each, field in model.model_fields.items())
        is_optional = is_repeated and not info.is_required()
        yield Table(table, is_repeated, (model.__doc__ or "").strip(), options, is_optional)


def _section_of(annotation: Any) -> tuple[type[Section], bool]:
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0], True
    return annotation, False


def _option(table: str, name: str, info: FieldInfo) -> Option:
    extra = info.json_schema_extra
    also = extra.get("also", []) if isinstance(extra, dict) else []
    bare = _bare(info.annotation)
    default = info.default
    return Option(
        table=table,
        name=name,
        kind=_kind(bare, name, table),
        says=info.description or "",
        example=toml((info.examples or [""])[0]),
        default="" if info.is_required() or default is None else toml(default),
        is_required=info.is_required(),
        also=tuple(str(each) for each in also) if isinstance(also, list) else (),
        annotation=bare,
    )


def _bare(annotation: Any) -> Any:
    """Strip `| None` and Annotated from a type."""
    if get_origin(annotation) in (Union, types.UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
        if get_origin(annotation) in (Union, types.UnionType):
            return _bare(annotation)
    return annotation


def _kind(bare: Any, name: str, table: str) -> str:
    if get_origin(bare) is tuple:
        return "list of paths" if name == "files" else "list of texts"
    if get_origin(bare) is Literal:
        *first, last = map(toml, get_args(bare))
        return f"{', '.join(first)} or {last}"
    if table in ("cutoffs", "category") and bare is float and name != "unsure_from":
        return 'number from 0 to 1, or "never"'
    return _KINDS[bare]
