"""An account that files too much genuine mail drops back to flagging, and says so everywhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from cli.conftest import Program
from cli.conftest import program as program
from corrections.scene import PITCH, Scene
from homes import Home
from notworking.store.progress import Progress
from servers import RunningServer

pytestmark = pytest.mark.dovecot

EAGER = "[cutoffs]\n" + "".join(
    f"{name} = 0.2\n"
    for name in ("pitch", "ask", "recruiting", "event", "scheme", "invitation", "unsure_from")
)
"""Cutoffs so low that pitches are filed by their score, for the tests to put back."""
SENDERS = ("Ann", "Ben", "Cem", "Dora", "Eli")


@pytest.fixture
def eager(dovecot: RunningServer, tmp_path: Path) -> Callable[..., Scene]:
    """Makes an account that files eagerly, with options of the account before the cutoffs."""

    def make(account: str = "", rules: str = "") -> Scene:
        home = Home(dovecot, dovecot.new_user(), tmp_path)
        home.write_config(rules=rules, extra=f"{account}\n{EAGER}")
        return Scene(home)

    return make


def pitch_of(name: str) -> str:
    """Return a pitch by somebody of that name, at a company of their own."""
    raw = PITCH.replace("Chad Merrill", f"{name} Merrill").replace("chad@", f"{name.lower()}@")
    return raw.replace("pipelinehero.example", f"{name.lower()}sells.example")


def file_and_put_back(scene: Scene, names: tuple[str, ...]) -> None:
    """Have mail of these people filed, and let the user put it back."""
    sent = [scene.deliver(pitch_of(name)) for name in names]
    scene.one_pass()
    scene.later()
    for one in sent:
        [folder] = scene.where(one)
        assert folder.startswith("Networking/"), "the test needs it filed"
        scene.move(one, folder, "INBOX")
    scene.pass_twice()


def test_three_wrong_filings_drop_the_account_to_flag(
    eager: Callable[..., Scene], caplog: pytest.LogCaptureFixture
) -> None:
    """From the very pass that learns of the third: mail that came meanwhile is only flagged."""
    scene = eager()
    file_and_put_back(scene, SENDERS[:2])
    still = scene.deliver(pitch_of("Fay"))
    scene.one_pass()
    assert scene.where(still) == ["Networking/Pitches"]
    caplog.set_level(logging.INFO)

    file_and_put_back(scene, SENDERS[2:3])
    later = scene.deliver(pitch_of("Gus"))
    scene.one_pass()

    assert scene.where(later) == ["INBOX"]
    assert any("$networking" in one for one in keywords(scene))
    told = [one.getMessage() for one in caplog.records if "budget.exceeded" in one.getMessage()]
    assert told == [
        'budget.exceeded account=home wrong=3 genuine=3 mode=flag next="notworking resume home"'
    ]
    with scene.store() as store:
        modes = [one.mode for one in Progress(store.database).passes(1)]
    assert modes == ["flag"]


def test_it_is_said_in_doctor_health_log_and_once(
    eager: Callable[..., Scene], program: Program
) -> None:
    """Whoever looks anywhere learns why nothing is filed, and what to do."""
    scene = eager()
    file_and_put_back(scene, SENDERS[:3])
    config = scene.home.config

    once = program("once", "--config", config)
    doctor = program("doctor", "--config", config)
    health = program("health", "--config", config)
    log = program("log", "--config", config)
    budget = program("budget", "--config", config)
    told = json.loads(program("budget", "--json", "--config", config).out)

    for ran in (once, doctor, health, log, budget):
        assert "notworking resume home" in ran.out + ran.err
        assert "the budget is 1 in 1,000" in ran.out + ran.err
    assert doctor.code == 2
    assert (told["wrong"], told["mode"], len(told["messages"])) == (3, "move", 3)
    assert "quick question, Sam" in budget.out


def test_it_comes_back_only_by_the_users_command(
    eager: Callable[..., Scene], program: Program
) -> None:
    """Not by time, not by a restart; and then it counts anew."""
    scene = eager()
    file_and_put_back(scene, SENDERS[:3])
    scene.later(timedelta(days=200))
    before = scene.deliver(pitch_of("Hal"))
    scene.one_pass()

    resumed = program("resume", "home", "--config", scene.home.config)
    again = program("resume", "--config", scene.home.config)
    scene.later(timedelta(days=400))
    after = scene.deliver(pitch_of("Ida"))
    scene.one_pass()

    assert scene.where(before) == ["INBOX"]
    assert resumed.out.startswith("home: mail is filed again (mode “move”)")
    assert again.out.startswith("home: nothing was suspended")
    assert scene.where(after)[0].startswith("Networking/")


def test_two_wrong_filings_are_bad_luck(eager: Callable[..., Scene], program: Program) -> None:
    """And `doctor` says how many more there may be."""
    scene = eager()
    file_and_put_back(scene, SENDERS[:2])

    budget = program("budget", "--config", scene.home.config)

    assert "2 of 2 genuine messages filed wrongly" in budget.out
    assert "1 more wrong filing now would switch to flagging" in budget.out


def test_what_the_users_own_rule_filed_is_not_the_judges_mistake(
    eager: Callable[..., Scene],
) -> None:
    """The rule is to be mended, not the trust in the scores."""
    rules = "".join(
        f'[[rule]]\nname = "{name}"\nwhen.from_domain = "{name.lower()}sells.example"\n'
        'then.file = "pitch"\n'
        for name in SENDERS
    )
    scene = eager(rules=rules)

    file_and_put_back(scene, SENDERS[:4])

    with scene.store() as store:
        assert len(store.examples.wrong_filings("home", scene.now - timedelta(days=9))) == 4
        assert store.notes.setting("home", "demoted") is None


def test_a_budget_of_one_switches_it_off(eager: Callable[..., Scene]) -> None:
    """It is the user's mailbox."""
    scene = eager("false_positive_budget = 1.0")

    file_and_put_back(scene, SENDERS[:4])
    later = scene.deliver(pitch_of("Gus"))
    scene.one_pass()

    assert scene.where(later)[0].startswith("Networking/")


def test_wrong_filings_that_are_taken_back_no_longer_count(eager: Callable[..., Scene]) -> None:
    """Moved back by mistake, and into its folder again: the filing was right after all."""
    scene = eager()
    file_and_put_back(scene, SENDERS[:2])
    with scene.store() as store:
        [first, _] = store.review.recent(2)
    scene.move(str(first.message_id), "INBOX", "Networking/Pitches")
    scene.pass_twice()

    file_and_put_back(scene, SENDERS[2:3])
    later = scene.deliver(pitch_of("Gus"))
    scene.one_pass()

    assert scene.where(later)[0].startswith("Networking/")


def keywords(scene: Scene) -> list[set[str]]:
    """Return the keywords of each message in the inbox, in lower case."""
    with scene.client() as client:
        client.select_folder("INBOX", readonly=True)
        found = client.get_flags(client.search("ALL"))
    return [{flag.decode().lower() for flag in flags} for flags in found.values()]
