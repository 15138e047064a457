"""Labels are mapped in one place, and no message is in two folds or two corpora."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notworking.judge.verdict import Category
from notworking.learn.corpora import (
    THEIR_LABELS,
    is_dev,
    kind_of,
    read_seed,
    read_shared,
    without_mined,
)
from notworking.learn.training import shared_data

LETTER = (
    "I write to you about an urgent and confidential business proposal of mutual benefit that "
    "concerns a large sum of money deposited in a bank abroad by a late relative of mine"
)


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"subject": "", "lang": "en", "kind": "x", **row}) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_their_labels_become_ours(tmp_path: Path) -> None:
    """A wrong line here poisons every figure."""
    rows = [
        {"id": "a", "source": "s", "category": "recruiter", "body": "We are hiring"},
        {"id": "b", "source": "s", "category": "list_building", "body": "Let us connect"},
        {"id": "c", "source": "s", "category": "list_building", "body": "Buy the attendees list"},
        {"id": "d", "source": "s", "category": "other", "body": "What is this"},
        {"id": "e", "source": "s", "category": "genuine_reply", "body": "Thanks"},
    ]
    write_rows(tmp_path / "networking_spam" / "some.jsonl", rows)

    found = {sample.id: sample.category for sample in read_shared(tmp_path, raw=False)}

    assert found == {
        "a": Category.RECRUITING,
        "b": Category.INVITATION,
        "c": Category.PITCH,
        "e": Category.GENUINE,
    }


def test_one_repository_is_in_one_fold(tmp_path: Path) -> None:
    """A spammer writes to one project several times; half of it in training is cheating."""
    origin = "github.com/ada/engine/issues/"
    received = [
        {"id": f"r{n}", "source": f"{origin}{n}", "category": "recruiter", "body": "x"}
        for n in range(5)
    ]
    genuine = [{"id": "g", "source": f"{origin}9", "category": "genuine_reply", "body": "y"}]
    write_rows(tmp_path / "networking_spam" / "quoted_received.jsonl", received)
    write_rows(tmp_path / "hard_ham" / "quoted_genuine.jsonl", genuine)

    samples = read_shared(tmp_path, raw=False)

    assert len(samples) == 6
    assert len({sample.fold for sample in samples}) == 1


def test_bulk_spam_that_was_mined_is_dropped_there(tmp_path: Path) -> None:
    """The same words cannot be ours and not ours."""
    mined = [{"id": "m", "source": "s", "category": "advance_fee", "body": LETTER}]
    write_rows(tmp_path / "networking_spam" / "mined_from_bulk_spam.jsonl", mined)
    folder = tmp_path / "bulk_spam" / "old"
    folder.mkdir(parents=True)
    (tmp_path / "ham").mkdir()
    (folder / "1.eml").write_bytes(b"Subject: URGENT\n\n" + LETTER.encode())
    (folder / "2.eml").write_bytes(b"Subject: pills\n\nOnly today, best prices for your health, ok")

    samples = read_shared(tmp_path)

    assert sorted(sample.id for sample in samples) == ["bulk_spam/old/2", "m"]
    assert without_mined(samples) == samples


def test_no_data_is_no_samples(tmp_path: Path) -> None:
    """Without ../shared/data the seed corpus has to do."""
    assert read_shared(tmp_path / "nowhere") == []


def test_the_seed_corpus_is_well_formed() -> None:
    """It ships; a typing error in it must fail here, not in somebody's `make model`."""
    samples = read_seed()

    assert len({sample.id for sample in samples}) == len(samples)
    assert all(sample.body.strip() for sample in samples)
    assert any(sample.is_networking for sample in samples)
    assert any(not sample.is_networking for sample in samples)


def test_halves_are_stable_and_even() -> None:
    """What was tuned on must never report."""
    samples = read_seed()

    dev = sum(map(is_dev, samples))

    assert 0.4 < dev / len(samples) < 0.6


@pytest.mark.skipif(not shared_data().is_dir(), reason="needs ../shared/data")
def test_every_label_of_the_shared_data_is_known() -> None:
    """A new label must be decided on, not dropped in silence."""
    labels = {
        json.loads(line)["category"]
        for kind in ("networking_spam", "hard_ham")
        for path in (shared_data() / kind).glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").split("\n")
        if line.strip()
    }

    unknown = {one for one in labels if not one.startswith("genuine")} - set(THEIR_LABELS)

    assert unknown == {"other"}


def test_files_by_the_same_hand_are_in_one_fold(tmp_path: Path) -> None:
    """A vendor's genuine mail, judged by a model that saw only the vendor's pitches, shows how
    well the model knows the vendor."""
    row = {"id": "a", "source": "x/y", "category": "sales_pitch", "body": "Hello"}
    write_rows(tmp_path / "networking_spam" / "nexia_french.jsonl", [row])
    write_rows(
        tmp_path / "hard_ham" / "nexia_french_customer.jsonl",
        [{**row, "id": "b", "category": "genuine_customer"}],
    )

    samples = read_shared(tmp_path, raw=False)

    assert len(samples) == 2
    assert len({sample.fold for sample in samples}) == 1


def test_a_writer_of_the_seed_corpus_is_one_fold() -> None:
    """Whoever wrote the pitch wrote its twin, and the same in other languages: a style must not
    be known from the other file."""
    folds = {sample.source: sample.fold for sample in read_seed()}

    assert folds["seed/en-a"] != folds["seed/en-b"]
    assert folds["seed/de-a"] == folds["seed/nl-a"] != folds["seed/en-a"]
    assert folds["seed/pt-f"] == folds["seed/it-f"] != folds["seed/fr-f"]
    assert len(set(folds.values())) >= 10


def test_ordinary_bulk_of_the_seed_corpus_counts_as_bulk() -> None:
    """A newsletter is not what the look-alike budget is for."""
    kinds = {kind_of(sample) for sample in read_seed() if sample.theirs.startswith("not ours")}

    assert kinds == {"bulk"}
