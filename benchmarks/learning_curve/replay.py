"""One user's days: mail comes, they correct, at night what they taught is measured; then figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.learning_curve.taste import FOLDER, LEFT, OWN, corrects, placed, wanted
from notworking.assess import Court, NoMemory, Prepared, assess, prepare
from notworking.assess.judging import sender_keys
from notworking.corrections.teaching import Lesson, example_of
from notworking.judge.model import Model, Opinion
from notworking.judge.personal import OwnCategory, Personal
from notworking.judge.verdict import Category, Policy
from notworking.learn.corpora import Sample
from notworking.learn.given import as_bytes
from notworking.learn.personal.background import background_of
from notworking.learn.personal.detecting import OwnKind
from notworking.learn.personal.fitting import Ground
from notworking.learn.personal.keeping import Keeper, keeper_of
from notworking.mail.message import Message
from notworking.mail.reading import read
from notworking.store.database import open_database

POINTS = (0, 5, 10, 20, 50)
"""After how many corrections figures are taken."""
MESSAGES_A_DAY = 120
_START = datetime(2026, 3, 1, 9, tzinfo=UTC)
_TAUGHT_SHARE = 0.6
"""Share of the senders whose mail comes to the user; that of the others only measures."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, read, with what the user wants of it."""

    sample: Sample
    prepared: Prepared
    want: str
    opinion: Opinion
    """What the model that was shipped to the user makes of its content."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over messages that were never corrections, nor of a sender who was."""

    left: int = 0
    """Messages the user wants left; `recruiting` are those of them they welcome as recruiting."""
    left_filed: int = 0
    recruiting: int = 0
    recruiting_filed: int = 0
    events: int = 0
    events_right: int = 0
    own: int = 0
    own_right: int = 0
    others: int = 0
    """Networking mail the user said nothing about: pitches, asks, schemes, invitations."""
    others_filed: int = 0
    misplaced: int = 0
    """Networking mail filed in another folder than the user's."""

    def plus(self, other: Figures) -> Figures:
        """Return both counted together."""
        sums = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return Figures(**sums)


@dataclass(frozen=True, slots=True)
class Point:
    """The figures after so many corrections: at once, and after the night that followed."""

    corrections: int
    at_once: Figures
    next_day: Figures


@dataclass(frozen=True, slots=True)
class Stage:
    """What all users share: the model, and all mail, read once."""

    court: Court
    ground: Ground
    letters: tuple[Letter, ...]


def stage(model: Model, held_out: Sequence[Sample], seen: Sequence[Sample]) -> Stage:
    """Read all mail once. `held_out` is what the model has not seen, `seen` what it has."""
    court = Court(model, Policy(cutoffs=dict(model.cutoffs), unsure_from=model.unsure_from))
    letters = []
    for sample in held_out:
        message = read(as_bytes(sample).replace(b"stranger@example.org", _address(sample)))
        if isinstance(message, Message):
            prepared = prepare(message, _START, court)
            opinion = model.opinion(prepared.words, prepared.findings)
            letters.append(Letter(sample, prepared, wanted(sample), opinion))
    ground = Ground(model, background_of(model, seen), (OwnKind(OWN, FOLDER, 0.8),))
    return Stage(court, ground, tuple(letters))


def _address(sample: Sample) -> bytes:
    """Return an address of the sender's own: what one sender's mail teaches is bounded."""
    digest = sha256(f"{sample.lang}:{sample.sender_name}".encode()).hexdigest()[:12]
    return f"{digest[:6]}@{digest[6:]}.example".encode()


def replay(scene: Stage, seed: int) -> list[Point]:
    """Let one user receive mail and correct it; return their figures at each point reached."""
    random = Random(seed)
    incoming, measuring = _split(scene.letters, random)
    with TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "notworking.db")
        keeper = keeper_of(database, "home", lambda: scene.ground, has_own=False)
        points = _live(scene, keeper, incoming, measuring)
        database.close()
    return points


def _split(letters: Sequence[Letter], random: Random) -> tuple[list[Letter], list[Letter]]:
    """Deal out senders: mail to receive and correct in some order, and mail to measure with."""
    senders = sorted({(one.sample.lang, one.sample.sender_name) for one in letters})
    random.shuffle(senders)
    chosen = set(senders[: round(_TAUGHT_SHARE * len(senders))])
    incoming = [one for one in letters if (one.sample.lang, one.sample.sender_name) in chosen]
    random.shuffle(incoming)
    return incoming, [
        one for one in letters if (one.sample.lang, one.sample.sender_name) not in chosen
    ]


def _live(
    scene: Stage, keeper: Keeper, incoming: Sequence[Letter], measuring: Sequence[Letter]
) -> list[Point]:
    before = figures(scene, keeper.current(), measuring)
    points, wanted_points = [Point(0, before, before)], list(POINTS[1:])
    now, count, personal = _START, 0, keeper.current()
    for number, letter in enumerate(incoming):
        if number and number % MESSAGES_A_DAY == 0:
            now, personal = _night(scene, keeper, now)
        place = _places(scene, personal, [letter])[0]
        if not corrects(letter.want, place):
            continue
        count += 1
        _correct(scene, keeper, letter, place, now + timedelta(minutes=count))
        personal = keeper.current()
        if wanted_points and count == wanted_points[0]:
            at_once = figures(scene, personal, measuring)
            now, personal = _night(scene, keeper, now)
            next_day = figures(scene, personal, measuring)
            points.append(Point(wanted_points.pop(0), at_once, next_day))
        if not wanted_points:
            break
    return points


def _night(scene: Stage, keeper: Keeper, now: datetime) -> tuple[datetime, Personal]:
    """Measure what was taught; return the next morning, and what is judged by then."""
    keeper.retrain(scene.court.policy, now + timedelta(hours=15))
    return now + timedelta(days=1), keeper.current()


def _correct(scene: Stage, keeper: Keeper, letter: Letter, place: str, at: datetime) -> None:
    label = str(Category.GENUINE) if letter.want == LEFT else letter.want
    was = "" if place == LEFT else place
    lesson = Lesson(letter.prepared, label, "move", was=was)
    court = replace(scene.court, account=keeper.account)
    keeper.examples.learn([example_of(lesson, court, at=at)])


def _places(scene: Stage, personal: Personal, letters: Sequence[Letter]) -> list[str]:
    court = replace(scene.court, personal=personal)
    batch = [one.prepared for one in letters]
    opinions = [_learned(personal, one) for one in letters]
    found = assess(batch, NoMemory(), court, _START, opinions=opinions)
    return [placed(one.verdict) for one in found]


def _learned(personal: Personal, one: Letter) -> tuple[Opinion, OwnCategory | None]:
    """Return what `assess` would ask for: the shipped opinion, asked for once, and what was taught."""
    sender, domain = sender_keys(one.prepared)
    findings = one.prepared.findings
    return personal.opinion(one.opinion, findings, sender=sender, domain=domain)


def figures(scene: Stage, personal: Personal, letters: Sequence[Letter]) -> Figures:
    """Judge mail as from strangers, and count where it ends."""
    ended = list(zip(letters, _places(scene, personal, letters), strict=True))
    left = [(one, place) for one, place in ended if one.want == LEFT]
    recruiting = [place for one, place in left if one.sample.category is Category.RECRUITING]
    events = [place for one, place in ended if one.want == Category.EVENT]
    own = [place for one, place in ended if one.want == OWN]
    others = [(one, place) for one, place in ended if one.want not in (LEFT, OWN, Category.EVENT)]
    return Figures(
        left=len(left),
        left_filed=sum(place != LEFT for _, place in left),
        recruiting=len(recruiting),
        recruiting_filed=sum(place != LEFT for place in recruiting),
        events=len(events),
        events_right=sum(place == Category.EVENT for place in events),
        own=len(own),
        own_right=sum(place == OWN for place in own),
        others=len(others),
        others_filed=sum(place != LEFT for _, place in others),
        misplaced=sum(place not in (LEFT, one.want) for one, place in ended if one.want != LEFT),
    )
