"""`notworking eval`: figures on labelled mail, never on mail the model was trained on unsaid."""

from __future__ import annotations

import json
import mailbox
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from notworking.cli.main import app
from notworking.errors import UserError
from notworking.learn.base import base_model
from notworking.learn.corpora import read_seed

PITCH = (
    "Hi Ada,\n\nI came across your profile. We help companies like yours book more qualified "
    "demos with our AI platform. Would you be open to a quick 15 minute call on Tuesday?\n\n"
    "Best,\nTom\nHead of Growth"
)
NOTE = (
    "Hi Ada,\n\nthe plumber comes on Tuesday at nine, the key is with Nora next door.\n\nlove, Tom"
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, arguments)])


def as_json(*arguments: str | Path) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def eml(subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Tom Sand <tom@example.org>"
    message["To"] = "ada@example.com"
    message["Date"] = "Mon, 02 Jun 2025 10:00:00 +0000"
    message["Subject"] = subject
    message.set_content(text)
    return message


def rows(path: Path, *found: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in found), encoding="utf-8")
    return path


def labelled(path: Path) -> Path:
    """One pitch and one note, with the fields of the seed corpus."""
    return rows(
        path,
        {
            "category": "pitch",
            "subject": "Quick question",
            "body": PITCH,
            "lang": "en",
            "year": 2024,
        },
        {"category": "genuine", "subject": "boiler", "body": NOTE, "lang": "en", "year": 2011},
    )


def test_every_message_is_counted_once_in_every_table(tmp_path: Path) -> None:
    """A message that is in no row, or in two, makes the figures a tale."""
    found = as_json(labelled(tmp_path / "mine.jsonl"))

    assert found["messages"] == 2
    for table in ("source", "category", "year"):
        groups = found["by"][table].values()  # type: ignore[index]
        assert sum(one["messages"] for one in groups) == 2
        assert all(one["filed"] + one["unsure"] + one["kept"] == one["messages"] for one in groups)
    confused = found["confusion"]
    assert sum(sum(row.values()) for row in confused.values()) == 2  # type: ignore[attr-defined]


def test_genuine_mail_filed_is_told_with_its_count(tmp_path: Path) -> None:
    """A rate without a count hides that it rests on two messages."""
    labels_swapped = rows(
        tmp_path / "wrong.jsonl",
        *(
            {"category": "genuine", "subject": f"Quick question {n}", "body": PITCH}
            for n in range(2)
        ),
    )

    result = run(labels_swapped)

    assert "of 2 genuine filed" in result.output


def test_their_labels_and_fields_are_understood(tmp_path: Path) -> None:
    """The shared data's finer labels are mapped; those that are not used are told, not guessed."""
    file = rows(
        tmp_path / "networking_spam" / "theirs.jsonl",
        {"id": "1", "source": "x/y", "category": "recruiter", "subject": "Java", "body": PITCH,
         "kind": "quoted_received", "lang": "en"},
        {"id": "2", "source": "x/y", "category": "other", "subject": "?", "body": NOTE, "lang": "en"},
    )  # fmt: skip

    found = as_json(file)

    assert list(found["by"]["category"]) == ["recruiting"]  # type: ignore[index]
    assert found["not_judged"] == {"unlabelled": 0, "other": 1}


def test_a_maildir_an_mbox_and_a_folder_are_read(tmp_path: Path) -> None:
    """Whatever a mailbox is exported as."""
    box = mailbox.mbox(str(tmp_path / "some.mbox"))
    box.add(eml("boiler", NOTE))
    box.add(eml("oven", NOTE))
    box.close()
    maildir = mailbox.Maildir(str(tmp_path / "maildir"))
    maildir.add(eml("roof", NOTE))
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "1.eml").write_bytes(eml("door", NOTE).as_bytes())

    names = [tmp_path / name for name in ("some.mbox", "maildir", "folder")]
    found = as_json(*names, "--as", "genuine")

    assert found["messages"] == 4
    assert list(found["by"]["year"]) == ["2025 to 2029"]  # type: ignore[index]


def test_a_folder_named_for_a_category_labels_its_mail(tmp_path: Path) -> None:
    """The folders that the daemon fills are a corpus as they are."""
    for category, text in (("pitch", PITCH), ("genuine", NOTE)):
        (tmp_path / category).mkdir()
        (tmp_path / category / "1.eml").write_bytes(eml("Hello", text).as_bytes())

    found = as_json(tmp_path)

    assert sorted(found["by"]["category"]) == ["genuine", "pitch"]  # type: ignore[index]


def test_mail_without_a_label_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """To take it for genuine would invent false positives."""
    (tmp_path / "1.eml").write_bytes(eml("Hello", NOTE).as_bytes())

    result = run(tmp_path)

    assert isinstance(result.exception, UserError)
    assert "--as genuine" in str(result.exception)


def test_an_unknown_label_names_those_there_are(tmp_path: Path) -> None:
    """A typing error must not cost a look into the manual."""
    result = run(tmp_path, "--as", "spam")

    assert isinstance(result.exception, UserError)
    assert "recruiting" in str(result.exception)


@pytest.mark.parametrize("line", ["{", '{"category": "pitch"}', '{"body": 7}', "[1]"])
def test_a_row_that_is_no_message_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    """A corpus of thousands is mended only if one knows where."""
    file = labelled(tmp_path / "mine.jsonl")
    file.write_text(file.read_text() + "\n" + line, encoding="utf-8")

    result = run(file)

    assert isinstance(result.exception, UserError)
    assert "line 3" in str(result.exception)


def test_training_mail_is_left_out_and_told(tmp_path: Path) -> None:
    """What a model remembers is no proof of what it will see."""
    known = next(one for one in read_seed() if base_model().was_trained_on(one.body))
    file = labelled(tmp_path / "mine.jsonl")
    row = {"category": str(known.category), "subject": known.subject, "body": known.body}
    file.write_text(file.read_text() + "\n" + json.dumps(row), encoding="utf-8")

    result = run(file)

    assert "Left out: 1 message that the model was trained on" in result.output
    assert as_json(file)["messages"] == 2


def test_a_corpus_of_training_mail_alone_is_called_that(tmp_path: Path) -> None:
    """Figures of the seed corpus itself must never look like figures of strangers' mail."""
    known = next(one for one in read_seed() if base_model().was_trained_on(one.body))
    row = {"category": str(known.category), "subject": known.subject, "body": known.body}

    file = rows(tmp_path / "known.jsonl", row)

    assert "TRAINED on every one of these messages" in run(file).output
    assert as_json(file)["measured_on_training_mail"] is True


def test_charts_are_pictures(tmp_path: Path) -> None:
    """Two SVG files that a browser opens."""
    result = run(labelled(tmp_path / "mine.jsonl"), "--charts", tmp_path / "charts")

    assert result.exit_code == 0
    for name in ("reliability.svg", "cost.svg"):
        tree = ElementTree.parse(tmp_path / "charts" / name)
        assert tree.getroot().tag.endswith("svg")


def test_the_same_judge_ties_with_itself(tmp_path: Path) -> None:
    """A comparison that finds changes where nothing changed is worth nothing."""
    corpus, stored = labelled(tmp_path / "mine.jsonl"), tmp_path / "baseline.json"
    run(corpus, "--save-baseline", stored)

    found = as_json(corpus, "--baseline", stored)

    assert [one["result"] for one in found["compared"]] == ["tied"]  # type: ignore[attr-defined]


def test_a_broken_baseline_is_told(tmp_path: Path) -> None:
    """Before anything is judged, not after."""
    stored = tmp_path / "baseline.json"
    stored.write_text('{"format": 99}')

    result = run(labelled(tmp_path / "mine.jsonl"), "--baseline", stored)

    assert isinstance(result.exception, UserError)
    assert "baseline" in str(result.exception)


def test_check_reads_the_rows_that_eval_reads(tmp_path: Path) -> None:
    """A corpus one measures is a corpus one wants to see reasons of, message by message."""
    rows = [
        {"subject": "the rota", "body": NOTE, "category": "pitch"},
        {"subject": "quick question", "body": PITCH, "category": "other"},
    ]
    file = tmp_path / "some.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    ran = CliRunner().invoke(app, ["check", "--json", str(file)])

    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["path"] for one in told] == [f"{file}#1", f"{file}#2"]
    assert [one["error"] for one in told] == [None, None]
    assert told[0]["score"] < told[1]["score"]
