"""Environment variables that override options: NOTWORKING_SCHEDULE__POLL_SECONDS=60."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_origin

from notworking.config.declared import Option, Table, table_named, tables
from notworking.config.options import PASSWORD_WAYS
from notworking.written.problems import Place, Problem, unknown_word

PREFIX = "NOTWORKING_"
_BETWEEN = "__"


@dataclass(frozen=True, slots=True)
class Override:
    """One option set by the environment."""

    variable: str
    place: Place
    shown: str
    """The value for the start-up report; "(hidden)" for secrets."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """A file's values with the environment's put over them, and what was wrong with those."""

    values: dict[str, Any]
    overrides: tuple[Override, ...] = ()
    problems: tuple[Problem, ...] = ()


def variable_name(option: Option, index: int = 0) -> str:
    """Return the variable that overrides an option.

    For account[0].host it is NOTWORKING_ACCOUNT__0__HOST.
    """
    table = table_named(option.table)
    middle = f"{_BETWEEN}{index}" if table and table.is_repeated else ""
    return f"{PREFIX}{option.table}{middle}{_BETWEEN}{option.name}".upper()


def override(values: Mapping[str, Any], env: Mapping[str, str]) -> Overridden:
    """Put the environment's options over a file's values, which are left as they were.

    Variables without "__" are not ours to judge (orchestrators set NOTWORKING_PORT and the
    like); those with it that name no option are problems.
    """
    merged = copy.deepcopy(dict(values))
    overrides: list[Override] = []
    problems: list[Problem] = []
    for variable in sorted(env):
        if not variable.startswith(PREFIX) or _BETWEEN not in variable:
            continue
        target = _target(variable, merged)
        if isinstance(target, Problem):
            problems.append(target)
            continue
        place, option = target
        _set(merged, place, read_value(option, env[variable]))
        overrides.append(
            Override(variable, place, "(hidden)" if option.is_secret else env[variable])
        )
    return Overridden(merged, tuple(overrides), tuple(problems))


def _target(variable: str, values: Mapping[str, Any]) -> tuple[Place, Option] | Problem:
    steps = variable.removeprefix(PREFIX).lower().split(_BETWEEN)
    table = table_named(steps[0])
    if table is None:
        return Problem(variable, unknown_word(steps[0], [each.name for each in tables()]))
    place: Place = (table.name,)
    if table.is_repeated:
        problem = _index_problem(variable, table, steps, values)
        if problem:
            return problem
        place = (table.name, int(steps[1]))
        del steps[1]
    option = next((each for each in table.options if steps[1:] == [each.name]), None)
    if option is None:
        also = {word: each.name for each in table.options for word in each.also}
        names = [each.name for each in table.options]
        return Problem(variable, unknown_word(_BETWEEN.join(steps[1:]), names, also))
    return (*place, option.name), option


def _index_problem(
    variable: str, table: Table, steps: list[str], values: Mapping[str, Any]
) -> Problem | None:
    """Return what is wrong with the number of a repeated table, which may add one at most."""
    there = values.get(table.name, [])
    count = len(there) if isinstance(there, list) else 0
    if len(steps) < 2 or not steps[1].isdecimal():
        example = f"{PREFIX}{table.name}{_BETWEEN}0{_BETWEEN}{table.options[0].name}".upper()
        return Problem(variable, f"needs the number of the {table.name}: {example}")
    if int(steps[1]) > count:
        return Problem(variable, f"counts too far: there are {count}, the first is number 0")
    return None


def _set(values: dict[str, Any], place: Place, value: object) -> None:
    """Set one value, making the tables above it; a password way takes the place of the others."""
    if isinstance(place[1], int):
        rows = values.setdefault(str(place[0]), [])
        if not isinstance(rows, list):
            return
        if place[1] == len(rows):
            rows.append({})
        table = rows[place[1]]
    else:
        table = values.setdefault(str(place[0]), {})
    if not isinstance(table, dict):
        return
    if place[-1] in PASSWORD_WAYS:
        for way in PASSWORD_WAYS:
            table.pop(way, None)
    table[str(place[-1])] = value


def read_value(option: Option, text: str) -> object:
    """Return a variable's text as the option's type; the text itself where it does not fit.

    A list is a TOML list or texts with commas between them.
    """
    if get_origin(option.annotation) is tuple:
        found = _toml_value(text) if text.lstrip().startswith("[") else None
        return found or [item.strip() for item in text.split(",") if item.strip()]
    if option.annotation in (int, float, bool):
        found = _toml_value(text)
        return text if found is None or isinstance(found, str) else found
    return text


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return None
