"""Why a rule applies to a message, or what it stops at: conditions in words."""

from __future__ import annotations

from dataclasses import dataclass

from notworking.judge.rules.conditions import (
    NUMBERS,
    AddressTest,
    AllOf,
    Always,
    AnyOf,
    Condition,
    ConnectedTest,
    NoneOf,
    NumberTest,
    PresenceTest,
    TextTest,
    TruthTest,
    texts_of,
)
from notworking.judge.rules.matching import Rule, Rules
from notworking.judge.rules.subject import RuleSubject

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Told:
    """One rule and one message."""

    rule: Rule
    applies: bool
    because: tuple[str, ...]
    """The conditions that hold; or the first that does not."""


def explain(rules: Rules, subject: RuleSubject) -> list[Told]:
    """Return every rule down to the one that ends the rules, with what made it apply or not.

    `subject` has to hold all that the rules ask for, the score too. Shifts of the score by
    earlier rules are not followed.
    """
    told = []
    for rule in rules.rules:
        inactive = _inactive(rule, subject)
        if inactive:
            told.append(Told(rule, applies=False, because=(inactive,)))
            continue
        applies = rule.when.holds(subject)
        because = held(rule.when, subject) if applies else (stopped_at(rule.when, subject),)
        told.append(Told(rule, applies, because))
        if applies and rule.then.stops:
            break
    return told


def _inactive(rule: Rule, subject: RuleSubject) -> str:
    if not rule.is_enabled:
        return "it is not enabled"
    if rule.until and subject.now.date() > rule.until:
        return f"it held until {rule.until}"
    return "" if rule.is_active(subject) else "it is for another account"


def held(condition: Condition, subject: RuleSubject) -> tuple[str, ...]:
    """Return in words what makes a condition hold; of `any` the first that does."""
    if isinstance(condition, AllOf):
        return tuple(words for each in condition.conditions for words in held(each, subject))
    if isinstance(condition, AnyOf):
        first = next(each for each in condition.conditions if each.holds(subject))
        return held(first, subject)
    if isinstance(condition, NoneOf):
        return tuple(f"not {wanted(each)}" for each in condition.conditions)
    return (said(condition, subject),)


def stopped_at(condition: Condition, subject: RuleSubject) -> str:
    """Return in words the first thing that keeps a condition from holding."""
    if isinstance(condition, AllOf):
        first = next(each for each in condition.conditions if not each.holds(subject))
        return stopped_at(first, subject)
    if isinstance(condition, NoneOf):
        first = next(each for each in condition.conditions if each.holds(subject))
        return f"{'; '.join(held(first, subject))}, which `not` excludes"
    if isinstance(condition, AnyOf):
        return f"none of: {'; '.join(map(wanted, condition.conditions))}"
    return f"{said(condition, subject)}, wanted: {wanted(condition)}"


def said(condition: Condition, subject: RuleSubject) -> str:
    """Return what the message says to a single condition: 'i_wrote is 3', 'subject has "x"'."""
    if isinstance(condition, TextTest | PresenceTest):
        return _said_text(condition, subject)
    if isinstance(condition, AddressTest):
        return f"{condition.word} is {_shown(texts_of(subject, condition.word))}"
    if isinstance(condition, NumberTest):
        number = NUMBERS[condition.word](subject)
        return f"{condition.word} is {'not known' if number is None else f'{number:.6g}'}"
    if isinstance(condition, TruthTest):
        is_so = condition.is_wanted is condition.holds(subject)
        return f"{condition.word} is {'true' if is_so else 'false'}"
    if isinstance(condition, ConnectedTest):
        return _said_connection(subject)
    return "every message"


def _said_text(condition: TextTest | PresenceTest, subject: RuleSubject) -> str:
    word = f"header.{condition.header}" if condition.header else condition.word
    texts = texts_of(subject, condition.word, condition.header)
    if isinstance(condition, TextTest):
        for pattern in condition.patterns:
            if any(pattern.matches(text) for text in texts if text):
                return f'{word} has "{pattern.written}"'
    if condition.word == "text":
        return "text has none of it"
    return f"{word} is {_shown(texts)}"


def _said_connection(subject: RuleSubject) -> str:
    if not subject.connections:
        return "you are not connected"
    latest = subject.connections[-1]
    return f"connected on {latest.network} on {latest.at.date()}"


def wanted(condition: Condition) -> str:
    """Return a condition in words, without any message."""
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        joint = " and " if isinstance(condition, AllOf) else " or "
        inside = joint.join(map(wanted, condition.conditions))
        several = f"({inside})" if len(condition.conditions) > 1 else inside
        return f"not {several}" if isinstance(condition, NoneOf) else several
    if isinstance(condition, TextTest):
        word = f"header.{condition.header}" if condition.header else condition.word
        return f"{word} {_either([pattern.written for pattern in condition.patterns])}"
    if isinstance(condition, AddressTest):
        those = condition.wanted
        addresses = [*sorted(those.exact), *(f"@{name}" for name in sorted(those.domains))]
        return f"{condition.word} {_either([*addresses, *(one.written for one in those.others)])}"
    if isinstance(condition, NumberTest):
        return f"{condition.word} {' or '.join(f'{c.sign} {c.bound:g}' for c in condition.comparisons)}"
    if isinstance(condition, TruthTest | PresenceTest):
        return f"{condition.word} {'true' if condition.is_wanted else 'false'}"
    return "every message" if isinstance(condition, Always) else "a connection"


def _either(words: list[str]) -> str:
    few = [f'"{word}"' for word in words[:3]]
    return " or ".join(few) + (f" or {len(words) - 3} more" if len(words) > 3 else "")


def _shown(texts: tuple[str, ...]) -> str:
    text = ", ".join(text for text in texts if text)
    return f'"{text[:_LONGEST]}{"…" if len(text) > _LONGEST else ""}"' if text else "nothing"
