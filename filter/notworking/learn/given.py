"""Labelled mail that somebody names: JSONL, folders, mbox, Maildir, read into samples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from notworking.errors import UserError
from notworking.judge.verdict import Category
from notworking.learn.corpora import Sample, sample_of_row
from notworking.sources import SourceMessage, existing, files_in, messages_from

_ROWS = (".jsonl", ".ndjson")
_PLACEHOLDER_YEAR = 2020


@dataclass(slots=True)
class Skipped:
    """What was not read, for the report; filled while the samples are taken."""

    unlabelled: list[str] = field(default_factory=list)
    unused_label: int = 0
    """Rows whose category is none of ours and maps to none."""


def read_given(
    paths: Iterable[str], *, label: Category | None, skipped: Skipped
) -> Iterator[Sample]:
    """Yield the labelled messages below the paths, in the order of their names.

    A row of a JSONL file brings its category; a message takes it from the nearest folder that
    is named for one ("…/pitch/1.eml"), else from `label`. What has none is noted in `skipped`.
    Raises UserError for paths that do not exist and rows that are no messages.
    """
    for path in existing(paths):
        files = [Path(path)] if path == "-" else list(files_in(Path(path)))
        for file in files:
            if file.suffix.lower() in _ROWS:
                yield from _from_rows(file, label, skipped)
            else:
                yield from _from_messages(file, _source_of(path), label, skipped)


def messages_given(paths: Iterable[str]) -> Iterator[SourceMessage]:
    """Yield messages as `sources.messages_from` does, and rows of JSONL as if they had come by mail.

    What category a row claims does not count. Raises UserError as `read_given` does.
    """
    for path in existing(paths):
        for file in [Path(path)] if path == "-" else files_in(Path(path)):
            if file.suffix.lower() in _ROWS:
                yield from _rows_as_mail(file)
            else:
                yield from messages_from([str(file)])


def _rows_as_mail(file: Path) -> Iterator[SourceMessage]:
    for number, row in _rows_of(file):
        sample = sample_of_row({**row, "category": Category.GENUINE}, stem=file.stem, kind="")
        if sample is not None:
            raw = as_bytes(sample)
            yield SourceMessage(f"{file}#{number}", raw, len(raw))


def _source_of(path: str) -> str:
    """Return a corpus' name: the last two parts of its path."""
    return "/".join(Path(path).absolute().parts[-2:]) if path != "-" else "standard input"


def _from_rows(file: Path, label: Category | None, skipped: Skipped) -> Iterator[Sample]:
    for number, row in _rows_of(file):
        category = row.get("category") or label
        sample = sample_of_row(row, stem=file.stem, kind=file.parent.name, label=label)
        if sample is not None:
            yield sample
        elif category:
            skipped.unused_label += 1
        else:
            skipped.unlabelled.append(f"{file}#{number}")


def _rows_of(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each row with the number of its line, counted from 1."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                row = {"id": f"{file.stem}#{number}", **row}
                is_message = isinstance(row["body"], str)
            except (ValueError, TypeError, KeyError) as error:
                raise UserError(f"{file}, line {number}: this is no message ({error!r})") from error
            if not is_message:
                raise UserError(f"{file}, line {number}: the field body is no text")
            yield number, row


def _from_messages(
    file: Path, source: str, label: Category | None, skipped: Skipped
) -> Iterator[Sample]:
    category = _category_of_folder(file) or label
    for one in messages_from([str(file)]):
        if one.error or category is None:
            skipped.unlabelled.append(one.path)
        else:
            yield _raw_sample(one, source, category)


def _category_of_folder(file: Path) -> Category | None:
    """Return the category that the nearest folder is named for: "…/pitch/cur/1" → pitch."""
    for folder in reversed(file.parts[:-1]):
        if folder.lower() in set(Category):
            return Category(folder.lower())
    return None


def _raw_sample(one: SourceMessage, source: str, category: Category) -> Sample:
    return Sample(id=one.path, source=source, fold=source, category=category, raw=one.raw)


def as_bytes(sample: Sample) -> bytes:
    """Return a sample as the bytes of a message; what it does not tell is filled neutrally."""
    if sample.raw is not None:
        return sample.raw
    made = EmailMessage(policy=SMTP.clone(cte_type="8bit"))
    made["From"] = f'"{_one_line(sample.sender_name)}" <stranger@example.org>'
    made["To"] = "me@example.com"
    made["Date"] = f"Mon, 01 Jun {sample.year or _PLACEHOLDER_YEAR} 10:00:00 +0000"
    made["Message-ID"] = "<sample@example.org>"
    if sample.is_reply:
        made["In-Reply-To"] = "<earlier@example.com>"
    made["Subject"] = _one_line(sample.subject)
    made.set_content(sample.body.replace("\r", ""))
    return made.as_bytes()


def _one_line(text: str) -> str:
    return " ".join(text.replace('"', "'").replace("\\", "").split())
