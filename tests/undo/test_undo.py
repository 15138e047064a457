"""Taking back what was done: folder, flags, read state, and what could not be restored."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cli.conftest import Program
from corrections.scene import EVENTS, PITCH, PITCHES, Scene
from notworking import app
from notworking.errors import TemporaryError
from notworking.reviewing.answering import answer, take_back
from notworking.reviewing.finding import find
from notworking.settle import KEEP, MOVED
from notworking.store.review import Review
from notworking.undo import flags_at_home

pytestmark = pytest.mark.dovecot

OTHER = PITCH.replace("pipelinehero", "other")


def flags(scene: Scene, mailbox: str) -> list[set[str]]:
    """Return the flags of each message, by UID."""
    with scene.client() as client:
        client.select_folder(mailbox, readonly=True)
        found = client.get_flags(client.search("ALL"))
    return [{flag.decode() for flag in some} - {"\\Recent"} for _, some in sorted(found.items())]


def filed(scene: Scene, template: str = PITCH) -> str:
    """Deliver a pitch, let it be filed, and return its Message-ID."""
    scene.now = datetime.now(UTC)
    pitch = scene.deliver(template)
    scene.one_pass()
    assert scene.where(pitch) == [PITCHES]
    return pitch


def test_undo_takes_off_what_a_rule_set_too(scene: Scene, program: Program) -> None:
    """Folder, star and read state are as before; the star was ours, and so was \\Seen."""
    pitch = filed(scene)
    assert flags(scene, PITCHES) == [{"\\Seen", "\\Flagged", MOVED}]
    ran = program("undo", pitch, "--config", scene.home.config)
    assert (ran.code, ran.out) == (0, "1 message put back.")
    assert scene.where(pitch) == ["INBOX"]
    assert flags(scene, "INBOX") == [{KEEP}]


def test_undo_leaves_what_the_user_set_before_and_since(scene: Scene, program: Program) -> None:
    """A star the user gave is theirs, and mail they had read before stays read."""
    scene.now = datetime.now(UTC)
    pitch = scene.deliver()
    with scene.client() as client:
        client.select_folder("INBOX")
        client.add_flags(client.search("ALL"), [b"\\Seen", b"Todo"])
    scene.one_pass()
    with scene.client() as client:
        client.select_folder(PITCHES)
        client.remove_flags(client.search("ALL"), [b"\\Seen", b"\\Flagged"])
        client.add_flags(client.search("ALL"), [b"\\Answered"])
    assert program("undo", pitch, "--config", scene.home.config).code == 0
    assert flags(scene, "INBOX") == [{"\\Seen", "Todo", "\\Answered", KEEP}]


@pytest.mark.parametrize(
    ("now", "before", "ours", "home"),
    [
        ({"\\Seen"}, set(), (), set()),
        ({"\\Seen"}, {"\\Seen"}, (), {"\\Seen"}),
        (set(), {"\\Seen"}, (), {"\\Seen"}),
        ({"\\flagged"}, set(), ("\\Flagged",), set()),
        ({"\\Flagged"}, {"\\Flagged"}, ("\\Flagged",), {"\\Flagged"}),
        ({"\\Flagged", "Mine"}, set(), (), {"\\Flagged", "Mine"}),
        (set(), {"\\Deleted", "\\Recent"}, (), set()),
    ],
)
def test_flags_at_home_are_those_before_and_those_the_user_set(
    now: set[str], before: set[str], ours: tuple[str, ...], home: set[str]
) -> None:
    """Read state as before, what we set goes, what the user set stays, nothing is deleted."""
    assert flags_at_home(frozenset(now), frozenset(before), ours) == home


def test_undo_in_flag_mode_takes_all_keywords_off(scene: Scene, program: Program) -> None:
    """Nothing moved, three flags were set, and one message is put back."""
    scene.home.write_config(
        mode="flag", rules=(scene.home.directory / "rules.toml").read_text(encoding="utf-8")
    )
    scene.now = datetime.now(UTC)
    pitch = scene.deliver()
    scene.one_pass()
    assert flags(scene, "INBOX") == [{"\\Seen", "\\Flagged", "$Networking"}]
    ran = program("undo", "--pass", "--config", scene.home.config)
    assert ran.out == "1 message put back."
    assert flags(scene, "INBOX") == [set()]
    assert scene.where(pitch) == ["INBOX"]


def test_undo_says_what_could_not_be_restored_and_restores_the_rest(
    scene: Scene, program: Program
) -> None:
    """One message that the user moved on stops no other, and is named with the reason."""
    first, second = filed(scene), filed(scene)
    scene.move(first, PITCHES, "Junk")
    ran = program("undo", "--since", "1h", "--config", scene.home.config)
    assert ran.out.startswith("1 message put back. Not put back: 1-")
    assert f": it is no longer in {PITCHES}" in ran.out
    assert scene.where(first) == ["Junk"]
    assert scene.where(second) == ["INBOX"]


def test_undo_of_a_rule_leaves_what_others_did(scene: Scene, program: Program) -> None:
    """A rule that was wrong is taken back alone; a name that is none is met with those there are."""
    rules = (scene.home.directory / "rules.toml").read_text(encoding="utf-8")
    more = rules.replace("pipeline hero", "other").replace("pipelinehero.example", "other.example")
    scene.home.write_config(rules=rules + "\n" + more)
    mine, other = filed(scene), filed(scene, OTHER)
    wrong = program("undo", "--rule", "nobody", "--config", scene.home.config)
    ran = program("undo", "--rule", "other", "--config", scene.home.config)
    assert wrong.code == 2
    assert "“other”, “pipeline hero”" in wrong.err
    assert ran.out == "1 message put back."
    assert scene.where(mine) == [PITCHES]
    assert scene.where(other) == ["INBOX"]


def test_undo_of_a_model_leaves_what_rules_did(scene: Scene, program: Program) -> None:
    """A model's doings are what it decided itself; its name is on every verdict."""
    mine = filed(scene)
    other = filed(scene, OTHER)
    told = json.loads(program("why", other, "--json", "--config", scene.home.config).out)
    assert told["decided_by"] == "score"
    ran = program("undo", "--model", told["model"], "--json", "--config", scene.home.config)
    assert [json.loads(line)["done"] for line in ran.out.split("\n")] == [True]
    assert scene.where(other) == ["INBOX"]
    assert scene.where(mine) == [PITCHES]


def test_undo_teaches_nothing_unless_asked(scene: Scene, program: Program) -> None:
    """Whoever undoes a mistake of a rule need not mean the sender; whoever does, says so."""
    first, second = filed(scene), filed(scene)
    assert program("undo", first, "--config", scene.home.config).code == 0
    scene.pass_twice()
    assert scene.taught() == []
    ran = program("undo", second, "--teach", "--config", scene.home.config)
    assert ran.out == "1 message put back, and learned to be none of ours."
    assert scene.taught() == [("pitch", "genuine")]
    with scene.store() as store:
        [example] = store.examples.all("home")
    assert (example.taught_by, example.place) == ("undo", "INBOX")
    third = scene.deliver()
    scene.pass_twice()
    assert scene.where(third) == ["INBOX"]
    assert scene.verdict(third) == ("keep", "pinned")


def test_undo_with_teach_learns_nothing_of_what_it_could_not_put_back(
    scene: Scene, program: Program
) -> None:
    """What the user has moved on was their word already, and a newer one."""
    pitch = filed(scene)
    scene.move(pitch, PITCHES, "Junk")
    program("undo", pitch, "--teach", "--config", scene.home.config)
    assert scene.taught() == []


def test_undo_finds_mail_again_whose_uids_have_changed(scene: Scene, program: Program) -> None:
    """A folder made anew has other UIDs: Message-ID and size tell which message it was."""
    first, second = filed(scene), filed(scene)
    with scene.client() as client:
        client.rename_folder(PITCHES, "Old")
        client.create_folder(PITCHES)
        client.select_folder("Old")
        client.copy(client.search("ALL"), PITCHES)
        client.delete_folder("Old")
    ran = program("undo", "--since", "1h", "--config", scene.home.config)
    assert ran.out == "2 messages put back."
    assert (scene.where(first), scene.where(second)) == (["INBOX"], ["INBOX"])


def test_undo_twice_is_undo_once(scene: Scene, program: Program) -> None:
    """The second has nothing to do, and says so."""
    pitch = filed(scene)
    assert program("undo", pitch, "--config", scene.home.config).code == 0
    again = program("undo", pitch, "--config", scene.home.config)
    assert again.code == 2
    assert "nothing to undo" in again.err
    assert flags(scene, "INBOX") == [{KEEP}]


@pytest.mark.parametrize("at_once", [True, False])
def test_undo_brings_mail_home_by_all_the_ways_it_went(
    scene: Scene, program: Program, at_once: bool
) -> None:
    """Moved twice by us, it comes home from where it lies, at once or one move after the other."""
    pitch = filed(scene)
    house = scene.home.open()
    worker = app.worker_of(house, house.config.accounts[0])
    with worker.at_bench() as bench:
        judged = Review(house.database).find(pitch)
        found = find(bench, judged) if judged is not None else None
        assert found is not None
        second = answer(bench, worker.wishes, found, "event")
        if not at_once:
            take_back(bench, second)
    worker.close()
    house.close()
    assert scene.where(pitch) == ([EVENTS] if at_once else [PITCHES])
    ran = program("undo", pitch, "--config", scene.home.config)
    assert (ran.code, ran.out, ran.err) == (0, "1 message put back.", "")
    assert scene.where(pitch) == ["INBOX"]


def test_an_undo_that_was_cut_off_is_finished_later_and_never_in_shadow_mode(
    scene: Scene, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The intent is on record; a pass that only pretends to move must not call it done."""
    pitch = filed(scene)

    def die(*_: object) -> None:
        raise TemporaryError("the line broke")

    with monkeypatch.context() as patch:
        patch.setattr("notworking.undo.carry_out", die)
        assert program("undo", pitch, "--config", scene.home.config).code == 75
    scene.home.write_config(mode="shadow")
    scene.one_pass()
    with scene.store() as store:
        assert [one.mode for one in store.journal.pending("home")] == ["undo"]
    again = program("undo", pitch, "--config", scene.home.config)
    assert (again.code, again.out) == (0, "1 message put back.")
    assert scene.where(pitch) == ["INBOX"]
    assert flags(scene, "INBOX") == [{KEEP}]
