"""The reference page of the rules language, rendered from its table of words."""

from __future__ import annotations

from collections.abc import Mapping

from notworking.judge.rules.words import (
    GROUP_WORDS,
    RULE_WORDS,
    SHORTHAND_WORDS,
    THEN_WORDS,
    WHEN_WORDS,
    Kind,
)

_HEAD = """\
# Rules: every word

<!-- Written by `python -m notworking.config.examples --write`; change rules_words.py, not this page. -->

To learn the language read [how to write a rule](../how-to/rules.md); this page is for looking up.

```toml
[[rule]]
name = "no webinars"
when = { subject = "webinar", known = false }
then = { file = "event" }
```
"""

_ORDER = """\
## The order

The first that decides (keeps or files) wins:

1. `[people] known`
2. the `[[rule]]`s, from the top of the file to its end
3. `[people] never`
4. `[lists] keep`, then `[lists] file`
5. `[domains] keep`, then `[domains] file`
6. `[welcome]`

A rule that only raises, lowers, flags or marks does so and goes on to the next, which sees the shifted score.
Rules come before the guard that keeps mail of people you wrote to: a rule may file a friend's mail if you say so.
"""

_KINDS: Mapping[Kind, str] = {
    Kind.PHRASE: "looked for anywhere, whole words, capitals and line breaks do not matter; `*` is any letters or words, `?` one letter",
    Kind.WHOLE: "must be equal, capitals do not matter; `*` and `?` as above",
    Kind.ADDRESS: '`"ada@example.com"`; `"@example.com"` for a domain, `"@*.example.com"` for those below it; `"jobs-*@example.com"`',
    Kind.DOMAIN: '`"example.com"` that domain alone; `"*.example.com"` those below it, not itself',
    Kind.CATEGORY: "`recruiting`, `pitch`, `ask`, `scheme`, `invitation`, `event` or `genuine`",
    Kind.LANGUAGE: '`"en"`, `"de"`, …; `"und"` when the text is too short to tell',
    Kind.COUNT: 'a number, a comparison as `"> 3"`, or `true` (at least one) and `false` (none)',
    Kind.NUMBER: 'a comparison, as `">= 0.9"` or `">= 90%"`',
    Kind.SIZE: 'a comparison, as `"> 500KB"` or `"< 1MB"`',
    Kind.TRUTH: "`true` or `false`, without quotes",
    Kind.DURATION: '`"12h"`, `"7d"`, `"2w"`',
}


def render_rules_reference() -> str:
    """Return the page, in Markdown."""
    lines = [_HEAD, "## A rule", "", *_table("Word", RULE_WORDS), "", "## `when`", ""]
    lines += [
        'Everything in one `when` must hold; of a list (`["a", "b"]`) any one.',
        'Wherever text is looked for, `"/…/"` or `{ matches = "…" }` is a regular expression'
        " ([RE2](https://github.com/google/re2/wiki/Syntax), capitals ignored).",
        "What a message does not have (no sender, no list) matches nothing.",
        "",
        "| Word | It is | Kind | Example |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| `{word}` | {each.says} | {each.kind} | `{_key(word)} = {each.example}` |"
        for word, each in WHEN_WORDS.items()
    ]
    lines += ["", *_table("Group", GROUP_WORDS), "", "## What stands after a word", ""]
    lines += _table("Kind", {str(kind): says for kind, says in _KINDS.items()}, mark="")
    lines += ["", "## `then`", "", *_table("Word", THEN_WORDS), "", "## Short tables", ""]
    for table, words in SHORTHAND_WORDS.items():
        lines += [f"### `[{table}]`", "", *_short(table, words), ""]
    lines += [_ORDER]
    return "\n".join(lines)


def _key(word: str) -> str:
    return "header.X-Mailer" if word == "header" else word


def _short(table: str, words: Mapping[str, str]) -> list[str]:
    if words:
        return _table("Word", words)
    return [
        f"One line for each category that may be `{table}`: the words that make its mail stay, in subject or text;"
        " a list means any of them, `true` all mail of the category."
    ]


def _table(head: str, words: Mapping[str, str], mark: str = "`") -> list[str]:
    rows = [f"| {mark}{word}{mark} | {says} |" for word, says in words.items()]
    return [f"| {head} | Meaning |", "| --- | --- |", *rows]
