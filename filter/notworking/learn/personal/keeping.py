"""Versions of what one user taught: the one in use, a better one, and going back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from notworking.errors import UserError
from notworking.judge.personal import NOBODY, Personal
from notworking.judge.verdict import Policy
from notworking.learn.personal.fitting import (
    DEFAULT_STRENGTH,
    STRENGTHS,
    Chosen,
    Ground,
    fit_personal,
    usable,
)
from notworking.learn.personal.measuring import Figures, measure
from notworking.store.database import Database
from notworking.store.examples import Example, Examples
from notworking.store.versions import NewVersion, Version, Versions, VersionState


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps what the user of one account taught. `ground` is laid only when it is needed."""

    account: str
    examples: Examples
    versions: Versions
    ground: Callable[[], Ground]
    has_own: bool = False
    """True when the user declared categories of their own, which may bring examples."""

    def current(self) -> Personal:
        """Return what is judged by now: the version in use, and what was taught since.

        What no version holds yet moves mail little towards a folder.
        """
        taught = self.examples.all(self.account)
        if not taught and not self.has_own:
            return NOBODY
        active = self.versions.active(self.account)
        aside = _aside(active)
        used = [one for one in taught if one.id not in aside]
        measured = set(active.example_ids) if active else set()
        fresh = sum(one.id not in measured for one in used)
        return fit_personal(
            used,
            self.ground(),
            chosen=_chosen(active),
            measured=measured,
            name=_name(active, fresh),
        )

    def is_due(self, now: datetime, every: timedelta) -> bool:
        """True when the last measurement, whatever came of it, is that long ago."""
        last = next(iter(self.versions.list(self.account)), None)
        return last is None or now - last.made_at >= every

    def retrain(self, policy: Policy, now: datetime, *, everything: bool = False) -> Version | None:
        """Measure what was taught against what is in use, and use it if it is no worse.

        None when there is nothing new to measure. `everything` takes back in what a rollback
        had set aside. The new version is ACTIVE or REFUSED; its note says why.
        """
        active = self.versions.active(self.account)
        aside = frozenset[int]() if everything else _aside(active)
        taught = [one for one in self.examples.all(self.account) if one.id not in aside]
        if not everything and not self._is_new(taught, active):
            return None
        ground = self.ground()
        present_ids = active.example_ids if active else ()
        present = measure(taught, ground, policy, [_chosen(active)], taught=present_ids)[0]
        found, chosen = _best(taught, ground, policy)
        used = usable(taught, ground.model.plan)
        is_larger = {one.id for one in used} != set(present_ids)
        is_better, note = verdict_on(found, present, is_other=is_larger)
        new = NewVersion(
            account=self.account,
            made_at=now,
            example_ids=tuple(sorted(one.id for one in used)),
            settings={
                "strength": chosen.strength,
                "lifts": chosen.lifts,
                "aside": sorted(aside),
            },
            figures={"before": present.as_json(), "after": found.as_json()},
            note=note,
            state=VersionState.ACTIVE if is_better else VersionState.REFUSED,
        )
        version = self.versions.add(new)
        self.versions.prune(self.account)
        return version

    def rollback(self, number: int | None, now: datetime) -> Version:
        """Go back to a version, by default the one before; what it does not hold is set aside.

        Raises UserError when there is no such version.
        """
        earlier = self._earlier(number, now)
        held = set(earlier.example_ids)
        aside = [one.id for one in self.examples.all(self.account) if one.id not in held]
        what = f"version {earlier.id}" if earlier.id else "the model as it ships"
        settings: Mapping[str, Any] = {**earlier.settings, "aside": sorted(aside)}
        note = f"You went back to {what}; {_examples(len(aside))} taught since set aside"
        again = NewVersion(self.account, now, earlier.example_ids, settings, earlier.figures, note)
        version = self.versions.add(again)
        self.versions.prune(self.account)
        return version

    def _earlier(self, number: int | None, now: datetime) -> Version:
        """Return the version to go back to. Raises UserError when there is none."""
        active = self.versions.active(self.account)
        kept = [one for one in self.versions.list(self.account) if one.state is VersionState.KEPT]
        if number is not None:
            found = [one for one in kept if one.id == number]
        else:
            found = [one for one in kept if active is None or one.id < active.id]
            if not found and active is not None:
                return Version(self.account, now, ())
        if not found:
            known = ", ".join(str(one.id) for one in kept) or "none"
            raise UserError(f"There is no such version to go back to; those kept are: {known}")
        return found[0]

    def _is_new(self, taught: Sequence[Example], active: Version | None) -> bool:
        """True when something was taught or forgotten since the last measurement."""
        last = next(iter(self.versions.list(self.account)), None) or active
        plan = taught[0].plan if taught else None
        used = {one.id for one in usable(taught, plan)} if plan is not None else set()
        return used != (set(last.example_ids) if last else set())


def keeper_of(
    database: Database, account: str, ground: Callable[[], Ground], *, has_own: bool
) -> Keeper:
    """Return the keeper of an account's learning."""
    return Keeper(account, Examples(database), Versions(database), ground, has_own)


def verdict_on(found: Figures, present: Figures, *, is_other: bool) -> tuple[bool, str]:
    """Return whether a candidate is taken, and the sentence that says why.

    No worse on genuine mail filed, and better on cost, or as good with other examples.
    """
    filed = f"{found.wrongly_filed} genuine filed, before {present.wrongly_filed}"
    cost = f"cost {found.cost:.1f}, before {present.cost:.1f}"
    if found.wrongly_filed > present.wrongly_filed:
        return False, f"Refused: it would file more genuine mail ({filed})"
    if found.cost > present.cost:
        return False, f"Refused: it would cost more ({cost}; {filed})"
    if found.cost == present.cost and not is_other:
        return False, f"Refused: it is no better ({cost}; {filed})"
    return True, f"Taken: {cost}; {filed}"


def is_aside(version: Version | None) -> bool:
    """True while a rollback holds back what was taught after its version."""
    return bool(_aside(version))


def _aside(active: Version | None) -> frozenset[int]:
    """Return the ids of the examples that a rollback set aside."""
    return frozenset(active.settings.get("aside", ())) if active else frozenset()


def _best(taught: Sequence[Example], ground: Ground, policy: Policy) -> tuple[Figures, Chosen]:
    """Return the choice that files the least genuine mail, then the cheapest, and its figures.

    Whole kinds are lifted unless measuring says that it is better not to.
    """
    choices = [Chosen(strength) for strength in STRENGTHS]
    trials = list(zip(measure(taught, ground, policy, choices), choices, strict=True))
    best = min(trials, key=_worth)
    without = replace(best[1], lifts=False)
    return min(best, (measure(taught, ground, policy, [without])[0], without), key=_worth)


def _worth(trial: tuple[Figures, Chosen]) -> tuple[int, float, float, bool]:
    """Order trials, the best first; of equals the gentler, and the one that lifts."""
    found, chosen = trial
    return found.wrongly_filed, found.cost, chosen.strength, not chosen.lifts


def _chosen(active: Version | None) -> Chosen:
    if active is None:
        return Chosen()
    settings = active.settings
    return Chosen(
        strength=float(settings.get("strength", DEFAULT_STRENGTH)),
        lifts=bool(settings.get("lifts", True)),
    )


def _name(active: Version | None, fresh: int) -> str:
    """Return "you-3+2": version 3 and two messages taught since."""
    return f"you-{active.id if active else 0}{f'+{fresh}' if fresh else ''}"


def _examples(number: int) -> str:
    return f"{number} example{'' if number == 1 else 's'}"
