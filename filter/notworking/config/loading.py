"""From a file and the environment to one checked Config, or to every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from notworking.config.environment import Overridden, Override, override
from notworking.config.mistakes import Mistake, crossed_mistakes, typed_mistakes
from notworking.config.options import Config
from notworking.config.secrets import warnings_about
from notworking.errors import UserError
from notworking.written.lines import line_of, read_toml
from notworking.written.problems import Place, Problem, place_name, report

FILE_NAME = "notworking.toml"
_SYSTEM_FILE = Path("/etc/notworking") / FILE_NAME


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration, and what its reader should know about how it came about."""

    config: Config
    path: Path | None
    """The file; None when everything came from the environment."""
    overrides: tuple[Override, ...] = ()
    warnings: tuple[str, ...] = ()

    def report(self) -> tuple[str, ...]:
        """Return sentences for the start of a run: the file, the overrides, secrets hidden."""
        source = (
            f"Configuration from {self.path}."
            if self.path
            else "Configuration from the environment alone."
        )
        overridden = (
            f"{each.variable} sets {place_name(each.place)} = {each.shown}."
            for each in self.overrides
        )
        return (source, *overridden)


def load(path: Path | None, env: Mapping[str, str]) -> Config:
    """Return the configuration. See `load_with_report`."""
    return load_with_report(path, env).config


def load_with_report(path: Path | None, env: Mapping[str, str]) -> Loaded:
    """Return the configuration of `path`, or of the first file found, under the environment.

    Searched: $NOTWORKING_CONFIG, $XDG_CONFIG_HOME/notworking/notworking.toml (default
    ~/.config), /etc/notworking/notworking.toml. Never the working directory: a file may name
    a command to run. Without any file the environment alone may say everything.

    Raises UserError with all problems, each with its place, its line and what to do.
    """
    found = find_file(path, env)
    text = _read(found) if found else ""
    source = str(found) if found else "The environment"
    values, lines = read_toml(text, source)
    overridden = override(values, env)
    if found is None and not overridden.overrides:
        raise UserError(_nothing_found(env))
    config, mistakes = _checked(overridden.values, _folder(found), env)
    problems = [*overridden.problems, *_problems(mistakes, lines, overridden)]
    if problems or config is None:
        raise report(source, problems)
    holder = found if _holds_password(values) else None
    return Loaded(config, found, overridden.overrides, warnings_about(config, holder))


def parse(text: str, source: str = FILE_NAME) -> Config:
    """Return the configuration of a text alone, paths taken from the working directory.

    Raises UserError with all problems.
    """
    values, lines = read_toml(text, source)
    config, mistakes = _checked(values, Path(), {})
    if config is None or mistakes:
        raise report(source, _problems(mistakes, lines, Overridden({})))
    return config


def search_path(env: Mapping[str, str]) -> tuple[Path, ...]:
    """Return where a configuration is looked for when none is named, in that order."""
    user = Path(env.get("XDG_CONFIG_HOME") or _home(env) / ".config")
    return (user / "notworking" / FILE_NAME, _SYSTEM_FILE)


def find_file(path: Path | None, env: Mapping[str, str]) -> Path | None:
    """Return the configuration file, or None when nothing names one and none is found.

    Raises UserError when a named file is not there.
    """
    named = path or (Path(env["NOTWORKING_CONFIG"]) if env.get("NOTWORKING_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise UserError(f'{named}: there is no such file; "notworking init" writes one')
        return named
    return next((each for each in search_path(env) if each.is_file()), None)


def _nothing_found(env: Mapping[str, str]) -> str:
    places = ", ".join(str(each) for each in search_path(env))
    return f'No configuration found (looked for {places}); "notworking init" writes one, --config names another'


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not UTF-8 text; save it in that encoding") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error


def _holds_password(values: Mapping[str, Any]) -> bool:
    return any("password" in account for account in values.get("account", ()))


def _home(env: Mapping[str, str]) -> Path:
    return Path(env["HOME"]) if env.get("HOME") else Path.home()


def _folder(path: Path | None) -> Path:
    return path.absolute().parent if path else Path.cwd()


def data_dir(env: Mapping[str, str]) -> Path:
    """Return where data lives when nobody says: systemd's state directory, or XDG's."""
    state = env.get("STATE_DIRECTORY", "").partition(":")[0]
    if state:
        return Path(state)
    return Path(env.get("XDG_DATA_HOME") or _home(env) / ".local" / "share") / "notworking"


def _checked(
    values: dict[str, Any], folder: Path, env: Mapping[str, str]
) -> tuple[Config | None, list[Mistake]]:
    mistakes = list(crossed_mistakes(values))
    filled = _with_paths(values, env)
    context = {"folder": folder, "home": _home(env)}
    try:
        config = Config.model_validate(_frozen(filled), context=context)
    except ValidationError as error:
        blamed = {place for place, _ in mistakes}
        mistakes += [each for each in typed_mistakes(error) if each[0] not in blamed]
        return None, mistakes
    return (None if mistakes else config), mistakes


def _with_paths(values: dict[str, Any], env: Mapping[str, str]) -> dict[str, Any]:
    """Fill in the two paths whose defaults depend on where we are."""
    filled = dict(values)
    for table, name, default in (
        ("store", "data_dir", str(data_dir(env))),
        ("rules", "file", "rules.toml"),
    ):
        there = filled.get(table, {})
        if isinstance(there, dict):
            filled[table] = {name: default, **there}
    return filled


def _frozen(value: Any) -> Any:
    """Turn lists into tuples all the way down: what the strict model takes."""
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _problems(
    mistakes: list[Mistake], lines: Mapping[Place, int], overridden: Overridden
) -> Iterator[Problem]:
    variables = {each.place: each.variable for each in overridden.overrides}
    for place, clause in mistakes:
        variable = next(
            (variables[place[:n]] for n in range(len(place), 0, -1) if place[:n] in variables), ""
        )
        if variable:
            yield Problem(f"{variable}: {place_name(place)}", clause)
        else:
            yield Problem(place_name(place), clause, line_of(lines, place))
