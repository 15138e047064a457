"""What mail is like before anybody taught anything: how rare words are, and a sample of mail.

Made from the seed corpus that ships with the package, once for each model, and kept in a file.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notworking.judge.likeness import Seen
from notworking.judge.model import Model
from notworking.judge.verdict import Category
from notworking.judge.wording import Wording, read_wording
from notworking.learn.base import arrays_to_bytes
from notworking.learn.corpora import Sample, read_seed
from notworking.learn.material import Material, materials

_GENUINE = 320
"""How many genuine messages the sample holds; a third as many of networking mail."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """The rarity of words, and what a sample of ordinary and networking mail looks like."""

    rarity: NDArray[np.float32]
    """(2 ** bits,) 0 for a word in every message, 1 for one in none."""
    seen: tuple[Seen, ...]
    categories: tuple[Category, ...]
    """Of the sample, in its order."""


def background_of(model: Model, samples: Sequence[Sample]) -> Background:
    """Given the model and labelled mail, return the background; the same mail gives the same."""
    material = materials(samples)
    wordings = [read_wording(m.words.subject, m.words.sentences, model.plan) for m in material]
    counts = np.zeros(1 << model.plan.bits)
    for wording in wordings:
        counts[wording.buckets] += 1
    total = np.log(len(material) + 1.0)
    # Half precision, as the file has it: the first start and the next give the same.
    rarity = (1.0 - np.log(counts + 1.0) / total).astype(np.float16).astype(np.float32)
    chosen = _sample(material)
    seen = [
        seen_of(model, wordings[at].buckets, [f.name for f in material[at].findings])
        for at in chosen
    ]
    return Background(rarity, tuple(seen), tuple(material[at].sample.category for at in chosen))


def seen_of(
    model: Model,
    buckets: NDArray[np.integer],
    findings: Sequence[str],
    sender: str = "",
    domain: str = "",
) -> Seen:
    """Return what the model sees in a message of which only features are left."""
    whole = buckets.astype(np.int64)
    wording = Wording(whole, np.zeros(len(whole), dtype=np.int64), model.plan.damping)
    log_odds, shares = model.again(wording, findings)
    return Seen(whole, tuple(findings), log_odds, shares, sender, domain)


@lru_cache(maxsize=2)
def shipped_background(model: Model, folder: Path | None) -> Background:
    """Return the background of the shipped seed corpus; kept below `folder` for the next start.

    A file that cannot be read or written is made again, or left out: it only saves seconds.
    """
    file = folder / f"background-{model.name}.npz" if folder is not None else None
    if file is not None and file.is_file():
        try:
            return _from_file(model, file)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            file.unlink(missing_ok=True)
    made = background_of(model, read_seed())
    if file is not None:
        _write(made, file)
    return made


def _sample(material: Sequence[Material]) -> list[int]:
    """Return which messages make the sample: by the hash of their id, so that it is fixed."""
    order = sorted(
        range(len(material)),
        key=lambda at: sha256(f"background:{material[at].sample.id}".encode()).digest(),
    )
    genuine = [at for at in order if not material[at].sample.is_networking][:_GENUINE]
    networking = [at for at in order if material[at].sample.is_networking][: _GENUINE // 3]
    return [*genuine, *networking]


def _write(made: Background, file: Path) -> None:
    """Write the background beside the database, whole or not at all."""
    names = sorted({name for one in made.seen for name in one.findings})
    arrays: dict[str, NDArray[Any]] = {
        "rarity": made.rarity.astype(np.float16),
        "buckets": np.concatenate([one.buckets for one in made.seen]).astype(np.uint32),
        "lengths": np.array([len(one.buckets) for one in made.seen], dtype=np.int32),
        "names": np.array(names),
        "findings": np.array(
            [[name in one.findings for name in names] for one in made.seen], dtype=bool
        ),
        "categories": np.array([str(category) for category in made.categories]),
    }
    part = file.with_suffix(".part")
    try:
        part.write_bytes(arrays_to_bytes(arrays))
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)


def _from_file(model: Model, file: Path) -> Background:
    """Read what `_write` wrote. Raises ValueError or KeyError when it is something else."""
    with np.load(file, allow_pickle=False) as arrays:
        names = [str(name) for name in arrays["names"]]
        buckets = np.split(arrays["buckets"], np.cumsum(arrays["lengths"])[:-1])
        found = arrays["findings"]
        rarity = arrays["rarity"].astype(np.float32)
        categories = tuple(Category(str(name)) for name in arrays["categories"])
    if len(rarity) != 1 << model.plan.bits or not len(buckets) == len(found) == len(categories):
        raise ValueError("it does not fit the model")
    seen = [
        seen_of(model, some, [name for name, is_there in zip(names, row, strict=True) if is_there])
        for some, row in zip(buckets, found, strict=True)
    ]
    return Background(rarity, tuple(seen), categories)
