"""A persona's whole year from a seed: everyday life and notworking, mixed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from benchmarks.mailbox_year import everyday, takers
from benchmarks.mailbox_year.bodies import Bodies, is_pitch
from benchmarks.mailbox_year.cast import PERSONAS, Casting, Persona
from benchmarks.mailbox_year.desk import Desk
from benchmarks.mailbox_year.heldout import THIRD, SeedMessage, held_out_messages
from benchmarks.mailbox_year.truth import Year

SEED = 2026


def make_year(
    persona: Persona, *, seed: int = SEED, scale: float = 1.0, third: int = THIRD
) -> Year:
    """Return the persona's year; the same seed gives the same bytes.

    `scale` (0…1] shrinks how much of each kind there is, for tests; the invitations a day stay.
    `third` (0…2) is the part of the seed corpus that lends the words.
    """
    dice = Random(f"{seed}:{persona.email}")
    bodies = Bodies(persona, dice, held_out_messages(third))
    desk = Desk(persona, dice, Casting(dice), bodies)

    def some(many: int) -> int:
        return max(2, round(many * scale))

    people = everyday.circle(desk)
    everyday.correspondence(desk, people)
    people += everyday.newly_written_to(desk)
    old_friends = people[:56]
    takers.pitchers(desk)
    takers.strangers(desk, some(260))
    everyday.first_contacts(desk, some(150))
    everyday.asks_of_known(desk, old_friends, _is_hard_ask, some(60))
    everyday.introductions(desk, old_friends, some(30))
    everyday.not_ours(desk, some(1100 if persona.invitations_a_day > 10 else 1500))
    everyday.on_the_network(desk, old_friends, some(40))
    takers.invitations(desk)
    takers.quiet_connections(desk, some(80))
    takers.welcome_connections(desk, some(40))
    takers.asked_to_stop(desk, some(15))
    takers.chatter(desk, some(160))
    takers.forgeries(desk, old_friends, some(40))
    return desk.year()


def _is_hard_ask(message: SeedMessage) -> bool:
    return is_pitch(message)


def personas(names: Sequence[str] = ()) -> list[Persona]:
    """Return the personas whose first names are given, all without any."""
    wanted = {name.lower() for name in names}
    return [one for one in PERSONAS if not wanted or one.first.lower() in wanted]
