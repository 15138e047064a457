"""The labelled mail to train and measure with, read into samples; the one place that maps labels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

from notworking.judge.verdict import Category
from notworking.learn.placeholders import fill

THEIR_LABELS: dict[str, Category] = {
    "recruiter": Category.RECRUITING,
    "job_seeker": Category.RECRUITING,
    "sales_pitch": Category.PITCH,
    "meeting_grab": Category.PITCH,
    "followup_bump": Category.PITCH,
    "partnership": Category.PITCH,
    "seo_guestpost": Category.PITCH,
    "investor_ask": Category.ASK,
    "favour_ask": Category.ASK,
    "mlm_health": Category.SCHEME,
    "advance_fee": Category.SCHEME,
    "list_building": Category.INVITATION,
    "event_promo": Category.EVENT,
    "academic_spam": Category.EVENT,
    "list_announcement": Category.GENUINE,
}
"""Labels of ../shared/data → ours. `genuine_*` is genuine; "other" is not used."""

_SOLD_LIST = re.compile(r"attendee|e-?mail list|contact list|mailing list|database|acquir", re.I)
_ORDINARY_BULK = re.compile(r"not ours|\bbulk\b|newsletter|phishing|machine|receipt|spam")
"""Kinds of the seed corpus' genuine part that nobody mistakes for a person's letter."""
_QUOTED = ("quoted_received", "quoted_genuine")
_ONE_ORIGIN = {
    "hard_inboxzero_fixtures": "inboxzero_fixtures",
    "nexia_french_customer": "nexia_french",
    "ripple_thanks": "ripple_informational",
    "tenx_after_meeting": "tenx_outreach",
}
"""Files by the same hand, one networking and one genuine: left out together. With one of them
in training, the other's manner alone (its emoji, its headings) would speak for the first's."""
_PAIRS = {"pt": "pt-it", "it": "pt-it", "nl": "nl-de", "de": "nl-de", "fr": "fr-es", "es": "fr-es"}
"""Whose hand "f" is, by language: each pair had one writer; the other letters one for all six."""
_QUOTED_FOLDS = 8
_BULK_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled message. Exactly one of `raw` and `body` holds its content."""

    id: str
    source: str
    """The file or folder it came from, as "quoted_received" or "seed/pitch"."""
    fold: str
    """What is left out together: the source; within the quoted a bin of repositories, within
    bulk spam a bin of campaigns, of the seed corpus all of one writer."""
    category: Category
    theirs: str = ""
    """The finer label it came with."""
    subject: str = ""
    body: str = ""
    raw: bytes | None = field(default=None, repr=False)
    lang: str = "und"
    year: int | None = None
    sender_name: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    is_reply: bool = False
    facts: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_networking(self) -> bool:
        """True for the six categories we file."""
        return self.category is not Category.GENUINE


def read_seed() -> list[Sample]:
    """Return the seed corpus that ships with the package, in file and line order."""
    folder = files("notworking.learn").joinpath("corpus")
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".jsonl")), key=lambda f: f.name)
    return [
        _seed_sample(row, f"seed/{file.name.removesuffix('.jsonl')}")
        for file in found
        for row in _rows(file.read_text(encoding="utf-8"))
    ]


def read_shared(folder: Path, *, seed: int = 7, raw: bool = True) -> list[Sample]:
    """Return all labelled mail below `folder` (../shared/data), [] when there is none.

    Without `raw` only the JSONL files are read, not the folders of whole messages.

    Templates are filled with invented values drawn from `seed` and the message's id.
    Messages of the bulk spam that were also picked as networking spam are left out there.
    """
    if not folder.is_dir():
        return []
    samples: list[Sample] = []
    for kind in ("networking_spam", "hard_ham"):
        for path in sorted((folder / kind).glob("*.jsonl")):
            rows = _rows(path.read_text(encoding="utf-8"))
            samples += [s for row in rows if (s := _shared_sample(row, path.stem, kind, seed))]
    for kind in ("ham", "bulk_spam") if raw else ():
        for source in sorted(path for path in (folder / kind).iterdir() if path.is_dir()):
            samples += _raw_samples(source, f"{kind}/{source.name}")
    return without_mined(samples)


def without_mined(samples: Iterable[Sample]) -> list[Sample]:
    """Return the samples less the bulk spam that says the same as a mined sample."""
    kept = list(samples)
    mined = set()
    for sample in kept:
        if sample.source == "mined_from_bulk_spam":
            mined |= _shingles(sample.body)
    return [s for s in kept if not (s.source.startswith("bulk_spam/") and _repeats(s, mined))]


def is_dev(sample: Sample) -> bool:
    """True for the half of the samples that choices may be made on; the rest only reports."""
    return sha256(f"half:{sample.id}".encode()).digest()[0] % 2 == 0


def kind_of(sample: Sample) -> str:
    """Return which budget a sample counts against, for genuine mail; else "networking"."""
    if sample.is_networking:
        return "networking"
    if sample.source.startswith("ham/"):
        return "ham"
    if sample.source.startswith("bulk_spam/"):
        return "bulk"
    if sample.source.startswith("seed/") and _ORDINARY_BULK.search(sample.theirs):
        return "bulk"
    return "outreach" if sample.theirs == "genuine_outreach" else "look-alike"


def _repeats(sample: Sample, mined: set[int]) -> bool:
    text = (sample.raw or b"").decode("utf-8", "replace").partition("\n\n")[2]
    shingles = _shingles(text)
    return len(shingles) >= 5 and len(shingles & mined) >= 0.4 * len(shingles)


def _shingles(text: str) -> set[int]:
    """Return hashes of all runs of six words."""
    words = re.findall(r"[a-z]+", re.sub(r"<[^>]*>|=\r?\n", " ", text.lower()))
    return {hash(tuple(words[i : i + 6])) for i in range(max(0, len(words) - 5))}


def sample_of_row(
    row: dict[str, Any], *, stem: str, kind: str, seed: int = 7, label: Category | None = None
) -> Sample | None:
    """Return a JSON row as a sample: of the seed corpus' fields or of ../shared/data's.

    `stem` is the file's name without its ending, `kind` its folder's; `label` is for a row
    without a category. None when it has neither, or a category that is not used.
    """
    category = str(row.get("category") or label or "")
    whole = {"id": stem, "lang": "und", "source": stem, "subject": "", **row, "category": category}
    if category in set(Category):
        return _seed_sample(whole, stem)
    return _shared_sample(whole, stem, kind, seed) if category else None


def _rows(text: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in text.split("\n") if line.strip())


def _seed_sample(row: dict[str, Any], source: str) -> Sample:
    return Sample(
        id=row["id"],
        source=row.get("source", source),
        fold=_hand(row.get("source", source)),
        category=Category(row["category"]),
        theirs=str(row.get("kind", "")),
        subject=row["subject"],
        body=row["body"],
        lang=row.get("lang", "und"),
        year=row.get("year"),
        sender_name=row.get("from_name", ""),
        headers=tuple((str(k), str(v)) for k, v in (row.get("headers") or {}).items()),
        is_reply=bool(row.get("reply", False)),
        facts=row.get("facts") or {},
    )


def _hand(source: str) -> str:
    """Return the fold of a source of the seed corpus: all that one writer wrote.

    >>> _hand("seed/en-a"), _hand("seed/de-a"), _hand("seed/pt-f")
    ('seed/en-a', 'seed/others-a', 'seed/pt-it-f')
    """
    language, _, writer = source.removeprefix("seed/").partition("-")
    if not writer or language == "en":
        return source
    return f"seed/{_PAIRS.get(language, language) if writer == 'f' else 'others'}-{writer}"


def _shared_sample(row: dict[str, Any], stem: str, kind: str, seed: int) -> Sample | None:
    """Return a row of a JSONL file as a sample, None when its label is not used."""
    label = row["category"]
    random = Random(f"{seed}:{row['id']}")
    whole = f"{row['subject']}\f{row['body']}"
    subject, _, body = fill(whole, random, row["lang"]).partition("\f")
    category = _category(label, f"{subject}\n{body}")
    if category is None:
        return None
    source = stem if kind == "networking_spam" or stem != "inboxzero_fixtures" else f"hard_{stem}"
    year = str(row.get("year") or "")[:4]
    return Sample(
        id=row["id"],
        source=source,
        fold=_fold(source, row["source"]),
        category=category,
        theirs=label,
        subject=subject,
        body=body,
        lang=row["lang"],
        year=int(year) if year.isdigit() else None,
    )


def _category(label: str, text: str) -> Category | None:
    if label.startswith("genuine"):
        return Category.GENUINE
    if label == "list_building" and _SOLD_LIST.search(text):
        return Category.PITCH
    return THEIR_LABELS.get(label)


def _fold(source: str, origin: str) -> str:
    """Return the fold: repositories are dealt out to bins, so that one is never in two."""
    if source not in _QUOTED:
        return _ONE_ORIGIN.get(source, source)
    repository = "/".join(origin.split()[0].split("/")[:3])
    return f"quoted/{sha256(repository.encode()).digest()[0] % _QUOTED_FOLDS}"


def _bulk_fold(source: str, raw: bytes) -> str:
    """Return the fold of ordinary spam: campaigns (the same subject) stay together.

    There is one corpus of it: left out whole, a model would have seen no ordinary spam at all.
    """
    found = re.search(rb"(?im)^subject:(.*)$", raw)
    campaign = re.sub(rb"[^a-z]", b"", found[1].lower() if found else b"")[:12]
    return f"{source}/{sha256(campaign).digest()[0] % _BULK_FOLDS}"


def _raw_samples(folder: Path, source: str) -> Iterator[Sample]:
    for path in sorted(folder.glob("*.eml")):
        raw = path.read_bytes()
        yield Sample(
            id=f"{source}/{path.stem}",
            source=source,
            fold=_bulk_fold(source, raw) if source.startswith("bulk") else source,
            category=Category.GENUINE,
            theirs=source.partition("/")[0],
            raw=raw,
        )
