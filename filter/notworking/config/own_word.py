"""The options of the user's own word: people, rules, lists, categories, and what moves teach."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from notworking.config.account import Section
from notworking.config.kinds import (
    CategoryName,
    Cutoff,
    Duration,
    FilePath,
    FilePaths,
    FolderName,
    People,
    Texts,
    option,
)


class OwnCategory(Section):
    """A category of your own: what you name, show and correct is filed in its folder."""

    name: CategoryName = option(
        ...,
        says="What you call it; corrections and `learn from … --as` use the name.",
        example="guest posts",
        also=("title", "label"),
        max_length=60,
    )
    folder: FolderName = option(
        ...,
        says='The whole name of its folder, "/" between levels.',
        example="Networking/Guest posts",
        also=("mailbox", "target"),
        min_length=1,
    )
    cutoff: Cutoff = option(
        0.8,
        says='From this score (0 to 1) mail is filed there; "never" only learns.',
        example=0.8,
        also=("threshold",),
    )
    examples: Texts = option(
        (),
        says="A few texts of such mail, the subject on the first line. Three in all are needed, "
        "these and those you move there; ten are better.",
        example=(
            "A guest post for your blog?\nWe write articles with a do-follow link and pay you.",
        ),
        also=("example", "texts"),
    )


class PeopleLists(Section):
    """People you name yourself. The same two lists may stand in rules.toml; they are joined."""

    known: People = option(
        (),
        says='Never filed: addresses, or whole domains as "@example.com" ("@*.example.com" for those below it).',
        example=("grace@example.org", "@example.com"),
        also=("allow", "keep", "whitelist", "allowlist", "always"),
    )
    never: People = option(
        (),
        says="Always filed, into the folder of what they write; written in the same way.",
        example=("@pitches.example.org",),
        also=("deny", "block", "blocked", "blacklist", "denylist"),
    )


class RulesFile(Section):
    """Your own rules, which outrank every score."""

    file: FilePath = option(
        Path("rules.toml"),
        says="The rules file, beside this one when only a name; none is needed.",
        example="rules.toml",
        also=("path", "rules"),
    )


class Phrases(Section):
    """Phrases of your own: what people write to you that the shipped lists do not know."""

    files: FilePaths = option(
        (),
        says="Phrase lists, or folders of them; they are added to the shipped ones. "
        "docs/how-to/tune.md shows how to write one.",
        example=("phrases.toml",),
        also=("file", "lists", "path"),
    )


class Networks(Section):
    """Networks of your own: sites whose mail carries other people's words."""

    files: FilePaths = option(
        (),
        says="Descriptions of networks, or folders of them; for a known network they come first.",
        example=("networks",),
        also=("file", "templates", "path"),
    )


class Learning(Section):
    """What your own moves teach: dragging a message is a correction."""

    enabled: bool = option(
        True,
        says="Learn from where you move mail. Off, what was learned still counts.",
        example=True,
        also=("learn", "corrections"),
    )
    grace: Duration = option(
        timedelta(minutes=10),
        says="How long a message must lie where you moved it before that means anything.",
        example="10m",
        also=("wait", "delay", "rest"),
    )
    mass: int = option(
        50,
        says="More moves than this at once are not learned before you say so.",
        example=50,
        also=("most", "limit", "mass_move"),
        ge=1,
        le=100_000,
    )
    retrain: Duration = option(
        timedelta(days=1),
        says="Time between two looks at everything you taught: what was learned is measured, and "
        "used in full when it files no more wrongly than before.",
        example="1d",
        also=("train", "retrain_every"),
    )
    bring_back: bool = option(
        False,
        says="When you write to somebody, bring their filed mail of the last 30 days back to the "
        "inbox. Off, the log offers it.",
        example=True,
        also=("restore",),
    )
