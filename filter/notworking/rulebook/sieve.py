"""The rules that need no judgement as a Sieve script (RFC 5228), the others as comments."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sievelib.commands import get_command_instance
from sievelib.parser import Parser

from notworking.judge.rules import Rule, Rules
from notworking.judge.rules.explaining import wanted
from notworking.judge.verdict import Category, Decision
from notworking.rulebook.sieve_tests import UnexportableError, command, quoted, sieve_test

_HEAD = """\
# Written by `notworking rules export --sieve` for the account "{account}" on {today}.
# A rule that looks at what the model thinks or at who somebody is to you is not in here;
# nor is any rule below it, because the first rule that decides wins.
# Mail of networks is from the network in here: who wrote by way of it only Notworking tells.
# Folder names have "/" between levels; write them as your server does.
"""


@dataclass(frozen=True, slots=True)
class Setting:
    """For whom the script is."""

    account: str
    folders: Mapping[Category, str]
    today: date


def sieve_script(rules: Rules, setting: Setting) -> str:
    """Return a script that does what the rules do, as far as a mail server can.

    The first rule that decides and cannot be expressed ends it: what stands below would run
    without its exception. Raises ValueError when the script came out wrong, which is a bug.
    """
    blocks: list[str] = []
    needs: list[str] = []
    stopped = ""
    for rule in rules.rules:
        blocks.append(_comment(rule))
        reason = stopped or _not_meant(rule, setting)
        if reason:
            blocks[-1] += f"# left out: {reason}\n"
            continue
        try:
            block, used = _block(rule, setting)
        except UnexportableError as problem:
            blocks[-1] += f"# cannot be exported: {problem}\n"
            if rule.then.stops:
                stopped = f'"{rule.name}" above would decide first'
            continue
        blocks[-1] += block
        needs += [name for name in used if name not in needs]
    head = _HEAD.format(account=setting.account, today=setting.today)
    names = ", ".join(quoted(name) for name in sorted(needs))
    script = f"require [{names}];\n{head}" if needs else head
    script = "\n".join([script, *blocks])
    _check(script)
    return script


def _comment(rule: Rule) -> str:
    words = [f"# {rule.name}: {wanted(rule.when)}", *([f"# {rule.note}"] if rule.note else [])]
    return "".join(f"{line.replace(chr(10), ' ').replace(chr(13), ' ')}\n" for line in words)


def _not_meant(rule: Rule, setting: Setting) -> str:
    """Return why a rule is not for this script, "" when it is."""
    if not rule.is_enabled:
        return "it is not enabled"
    if rule.until is not None and rule.until < setting.today:
        return f"it held until {rule.until}"
    if rule.accounts and not any(each.matches(setting.account) for each in rule.accounts):
        return "it is for another account"
    return ""


def _block(rule: Rule, setting: Setting) -> tuple[str, list[str]]:
    """Return the `if` of one rule, and the extensions it needs. Raises UnexportableError."""
    actions, needs = _actions(rule, setting)
    test, used = sieve_test(rule.when, setting.account)
    if rule.until is not None:
        until = command(
            "currentdate", ":value", quoted("le"), quoted("date"), quoted(str(rule.until))
        )
        test = command("allof", tests=[until, test])
        used = [*used, "date", "relational"]
    block = get_command_instance("if")
    block.check_next_arg("test", test)
    for action in actions:
        block.addchild(action)
    out = io.StringIO()
    block.tosieve(target=out)
    return out.getvalue(), [*used, *needs]


def _actions(rule: Rule, setting: Setting) -> tuple[Sequence[Any], list[str]]:
    then, found, needs = rule.then, [], []
    if then.log_odds or then.points:
        raise UnexportableError("it shifts a score, and a mail server has none")
    flags = [name for name in (then.flag, "\\Seen" if then.mark_read else "") if name]
    if flags:
        found.append(command("addflag", [quoted(flag) for flag in flags]))
        needs.append("imap4flags")
    if then.decision is Decision.FILE:
        folder = then.folder or (setting.folders[then.category] if then.category else "")
        if not folder:
            raise UnexportableError("it files each message by its own category")
        found.append(command("fileinto", quoted(folder)))
        needs.append("fileinto")
    elif then.decision is Decision.KEEP:
        found.append(command("keep"))
    if then.stops:
        found.append(command("stop"))
    return found, needs


def _check(script: str) -> None:
    parser = Parser()
    if not parser.parse(script):
        raise ValueError(f"the Sieve script came out wrong: {parser.error}")
