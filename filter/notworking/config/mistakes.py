"""Everything that can be wrong with a configuration, said for its writer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from notworking.config.declared import Option, Table, option_at, table_named, tables, toml
from notworking.config.options import PASSWORD_WAYS, Folders
from notworking.judge.verdict import NETWORKING, Category
from notworking.written.problems import Place, nearest, unknown_word

Mistake = tuple[Place, str]
"""A place, and the clause that goes on after its name."""

_MUST_BE = {
    "bool_type": "true or false without quotes",
    "int_type": "a whole number without quotes",
    "int_from_float": "a whole number",
    "float_type": "a number without quotes",
    "string_type": "text in quotes",
    "tuple_type": "a list of texts in quotes",
}


def typed_mistakes(error: ValidationError) -> Iterator[Mistake]:
    """Yield what Pydantic found wrong, in our words."""
    found = error.errors(include_url=False)
    inside = {details["loc"][:1] for details in found if len(details["loc"]) > 1}
    for details in found:
        place = tuple(details["loc"])
        if details["type"] == "too_short" and place in inside:
            continue  # Pydantic counts only the accounts without a mistake
        yield place, _clause(place, details)


def _clause(place: Place, details: ErrorDetails) -> str:
    kind, value = details["type"], details["input"]
    option, table = option_at(place), table_named(place[0])
    context = details.get("ctx", {})
    if kind == "missing":
        return _missing(option)
    if kind == "extra_forbidden":
        return _unknown(str(place[-1]), table if len(place) > 1 else None)
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error" and option:
        return _not_among(option, value)
    if kind == "float_type" and option:
        return f"must be a {option.kind}, not {_shown(option, value)}{_as(option)}"
    if kind in _MUST_BE:
        return f"must be {_MUST_BE[kind]}, not {_shown(option, value)}{_as(option)}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"must be {bound}, not {value}"
    if kind in ("string_too_short", "too_short"):
        return f"must not be empty{_as(option)}"
    if kind in ("model_type", "model_attributes_type", "dict_type") and table:
        return f"must be a table: write {table.head} on a line of its own"
    return f"is wrong: {details['msg']}"


def _missing(option: Option | None) -> str:
    if option is None:
        return 'is missing; write an [[account]] table with name, host, user and one password way, or run "notworking init"'
    return f"is missing; add {option.name} = {option.example}"


def _unknown(word: str, table: Table | None) -> str:
    if table is None:
        also = {"accounts": "account", "imap": "account", "server": "account", "folder": "folders"}
        return unknown_word(word, [each.name for each in tables()], also)
    elsewhere = [each.head for each in tables() for option in each.options if option.name == word]
    if elsewhere:
        return f"does not belong here; it stands in {' or '.join(elsewhere)}"
    also = {each: option.name for option in table.options for each in option.also}
    return unknown_word(word, [option.name for option in table.options], also)


def _not_among(option: Option, value: object) -> str:
    guess = nearest(value, map(str, get_args(option.annotation))) if isinstance(value, str) else ""
    hint = f'; did you mean "{guess}"?' if guess else ""
    return f"must be {option.kind}, not {_shown(option, value)}{hint}"


def _as(option: Option | None) -> str:
    return f", as {option.name} = {option.example}" if option else ""


def _shown(option: Option | None, value: object) -> str:
    if option and option.is_secret:
        return "what is written there"
    return toml(value) if isinstance(value, str | bool | int | float | list | tuple) else "a table"


def crossed_mistakes(values: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what single values do not show: options that contradict each other."""
    accounts = values.get("account", [])
    if isinstance(accounts, dict):
        yield ("account",), "needs double brackets: write [[account]]"
    elif isinstance(accounts, list):
        yield from _account_mistakes(accounts)
        yield from _unsure_mistakes(accounts, values)
    yield from _folder_mistakes(_dict(values.get("folders")))
    yield from _cutoff_mistakes(_dict(values.get("cutoffs")))
    own = values.get("category", [])
    if isinstance(own, dict):
        yield ("category",), "needs double brackets: write [[category]]"
    elif isinstance(own, list):
        yield from _own_category_mistakes(own, _dict(values.get("folders")))


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _account_mistakes(accounts: list[object]) -> Iterator[Mistake]:
    names: dict[object, int] = {}
    for index, account in enumerate(accounts):
        if not isinstance(account, dict):
            continue
        ways = [way for way in PASSWORD_WAYS if way in account]
        if not ways:
            command = option_at(("account", "password_command"))
            example = command.example if command else ""
            yield (
                ("account", index),
                f"has no password; add password_command = {example}, or password_file, or password_env",
            )
        if len(ways) > 1:
            yield ("account", index, ways[1]), f"stands beside {ways[0]}; keep one of them"
        name = account.get("name")
        if isinstance(name, str) and name in names:
            yield (
                ("account", index, "name"),
                f'"{name}" is the name of account[{names[name]}] too; choose another',
            )
        elif isinstance(name, str):
            names[name] = index


def _folder_mistakes(folders: Mapping[str, Any]) -> Iterator[Mistake]:
    defaults = Folders()
    parent = folders.get("parent", defaults.parent)
    seen: dict[str, str] = {}
    for category in NETWORKING:
        name = folders.get(category.value, getattr(defaults, category.value))
        if not isinstance(name, str) or not isinstance(parent, str):
            continue
        full = f"{parent}/{name}".strip("/").casefold()
        if full == "inbox":
            yield ("folders", category.value), "is the inbox itself; choose another folder"
        if full in seen:
            yield (
                ("folders", category.value),
                f"is the same folder as folders.{seen[full]}; each category needs its own, to learn from",
            )
        seen[full] = category.value


def _unsure_mistakes(accounts: list[object], values: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield folders for unsure mail that are a category's: what lies there is not unsure."""
    folders = _dict(values.get("folders"))
    parent = str(folders.get("parent", Folders().parent))
    named = [str(folders.get(each, getattr(Folders(), each))) for each in NETWORKING]
    taken = {f"{parent}/{name}".strip("/").casefold() for name in named}
    own = values.get("category", [])
    own = own if isinstance(own, list) else []
    taken |= {str(one["folder"]).casefold() for one in own if "folder" in _dict(one)}
    for index, account in enumerate(accounts):
        lane = _dict(account).get("unsure")
        if isinstance(lane, str) and lane.casefold() in taken:
            why = f'"{lane}" is the folder of a category, which is learned from; choose another'
            yield ("account", index, "unsure"), why


def _own_category_mistakes(own: list[object], folders: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield names and folders of the user's own categories that are taken already."""
    parent = str(folders.get("parent", Folders().parent))
    ours = {each: str(folders.get(each, getattr(Folders(), each))) for each in NETWORKING}
    names = {each.casefold(): f"the category {each}" for each in Category}
    places = {f"{parent}/{name}".strip("/").casefold(): f"folders.{c}" for c, name in ours.items()}
    places["inbox"] = "the inbox"
    for index, one in enumerate(own):
        for key, taken in (("name", names), ("folder", places)):
            value = one.get(key) if isinstance(one, dict) else None
            if isinstance(value, str) and value.casefold() in taken:
                why = f'"{value}" is {taken[value.casefold()]} already; choose another'
                yield ("category", index, key), why
            elif isinstance(value, str):
                taken[value.casefold()] = f"that of category[{index}]"


def _cutoff_mistakes(cutoffs: Mapping[str, Any]) -> Iterator[Mistake]:
    unsure_from = cutoffs.get("unsure_from")
    for category in NETWORKING:
        cutoff = cutoffs.get(category.value)
        both = [each for each in (unsure_from, cutoff) if isinstance(each, int | float)]
        if len(both) == 2 and both[0] > both[1]:
            yield (
                ("cutoffs", category.value),
                f"({cutoff}) is below unsure_from ({unsure_from}); raise it, or lower unsure_from",
            )
