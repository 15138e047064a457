"""The seed corpus cut: two thirds may train the benchmark's model, one third is mail of the year."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from notworking.judge.model import Model
from notworking.learn.base import model_from_bytes, model_to_bytes
from notworking.learn.corpora import Sample
from notworking.learn.material import materials
from notworking.learn.training import read_corpora, shared_data, train


@dataclass(frozen=True, slots=True)
class SeedMessage:
    """One message of the seed corpus, as much of it as the year needs."""

    id: str
    category: str
    kind: str
    subject: str
    body: str
    lang: str
    channel: str
    step: int
    is_reply: bool
    from_name: str
    from_email: str
    to_name: str
    relationship: str


THIRD = 2
"""The third of the corpus' senders that a report is made on; 0 is for developing, 1 is spent."""


def is_held_out(lang: str, from_name: str, third: int = THIRD) -> bool:
    """True for the third (0…2) of the corpus' senders whose messages no benchmark model may see.

    Cut by sender, so that a pitch is never held out while its own follow-up trains.
    """
    return sha256(f"mailbox-year:{lang}:{from_name}".encode()).digest()[0] % 3 == third


def held_out_messages(third: int = THIRD) -> list[SeedMessage]:
    """Return the third of the seed corpus that the year is made of, in file and line order."""
    return [
        _message(row)
        for row in _rows()
        if is_held_out(row.get("lang", ""), row["from_name"], third)
    ]


def training_samples(folder: Path, third: int = THIRD) -> list[Sample]:
    """Return all labelled mail that the benchmark's model may see: the rest, and `folder`'s."""
    return [
        sample
        for sample in read_corpora(folder)
        if not (
            sample.source.startswith("seed") and is_held_out(sample.lang, sample.sender_name, third)
        )
    ]


def held_out_model(cache: Path, third: int = THIRD) -> Model:
    """Return the model trained without the year's third, from `cache` when it lies there.

    Training takes three to six minutes of one core; `cache_name` is another once the corpus or
    the code that trains has changed.
    """
    if not cache.exists():
        model = train(materials(training_samples(shared_data(), third)))
        cache.parent.mkdir(parents=True, exist_ok=True)
        part = cache.with_suffix(".part")
        part.write_bytes(model_to_bytes(model))
        part.rename(cache)
    return model_from_bytes(cache.read_bytes())


def cache_name(third: int = THIRD) -> str:
    """Return the file name under which the model of this very corpus, third and code is kept."""
    package = files("notworking.learn")
    sources = [*package.iterdir(), *package.joinpath("corpus").iterdir()]
    digest = sha256()
    for file in sorted(sources, key=lambda one: one.name):
        if file.name.endswith((".py", ".jsonl")):
            digest.update(file.read_bytes())
    return f"held_out-{third}-{digest.hexdigest()[:12]}.npz"


def _rows() -> Iterator[dict[str, Any]]:
    folder = files("notworking.learn").joinpath("corpus")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".jsonl"):
            lines = file.read_text(encoding="utf-8").split("\n")
            yield from (json.loads(line) for line in lines if line.strip())


def _message(row: dict[str, Any]) -> SeedMessage:
    facts = row.get("facts") or {}
    return SeedMessage(
        id=row["id"],
        category=row["category"],
        kind=str(row.get("kind", "")),
        subject=row["subject"],
        body=row["body"],
        lang=row.get("lang", "und"),
        channel=row.get("channel", "email"),
        step=int(row.get("step") or 1),
        is_reply=bool(row.get("reply")),
        from_name=row["from_name"],
        from_email=row.get("from_email", ""),
        to_name=row.get("to_name", ""),
        relationship=str(facts.get("relationship", "")),
    )


def main() -> None:
    """Train the held-out model into a file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--third", type=int, choices=range(3), default=THIRD)
    chosen = parser.parse_args()
    print(held_out_model(chosen.out, chosen.third).name)


if __name__ == "__main__":
    main()
