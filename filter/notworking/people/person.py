"""Who a person is: addresses and names made comparable, and who I am myself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from notworking.mail.message import Address, Message
from notworking.people.address import is_machine_address as is_machine_address
from notworking.people.address import is_role_address as is_role_address
from notworking.people.address import names_a_person as names_a_person
from notworking.people.address import normal_address as normal_address
from notworking.people.address import without_tag
from notworking.people.event import Identity, IdentityKind
from notworking.people.name import SAME_NAME as SAME_NAME
from notworking.people.name import fold_name as fold_name
from notworking.people.name import is_full_name as is_full_name
from notworking.people.name import name_match as name_match
from notworking.people.name import tidy_name as tidy_name
from notworking.people.networks.notice import NetworkPerson, Notice


@dataclass(frozen=True, slots=True)
class Me:
    """Who the user is. `addresses` as written; comparing normalises them."""

    addresses: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    profiles: frozenset[str] = frozenset()
    """My own profiles as "network:slug", lower case."""

    def is_mine(self, email: str) -> bool:
        """True for my addresses and for plus-tags of them, whoever the provider is."""
        mine = _normal_addresses(self.addresses)
        return normal_address(email) in mine or without_tag(email.strip().lower()) in mine

    def is_my_name(self, name: str) -> bool:
        """True when `name` is one of my names, in whatever form."""
        return bool(name) and any(name_match(name, mine) >= SAME_NAME for mine in self.names)


NOBODY = Me()
"""For when it is not known who the user is."""


@lru_cache(maxsize=64)
def _normal_addresses(addresses: frozenset[str]) -> frozenset[str]:
    return frozenset(normal_address(address) for address in addresses)


def address_identity(email: str) -> Identity:
    """Return the identity of a mail address."""
    return Identity(IdentityKind.ADDRESS, normal_address(email))


def profile_identity(profile: str) -> Identity:
    """Return the identity of "network:slug"."""
    return Identity(IdentityKind.PROFILE, profile.lower())


def name_identity(name: str, network: str = "") -> Identity:
    """Return the identity of a name: "network:folded name", a hint and never proof."""
    return Identity(IdentityKind.NAME, f"{network}:{fold_name(name)}")


def identities_of(
    source: Address | Message | NetworkPerson, network: str = ""
) -> tuple[Identity, ...]:
    """Return the identities a source shows, strongest first.

    An address or message sender gives its address and name (no name for machines and roles);
    a network's person gives profile, addresses in their words, and the name inside the network.
    """
    if isinstance(source, Message):
        return identities_of(source.sender) if source.sender else ()
    if isinstance(source, Address):
        own = (address_identity(source.email),)
        if source.name and names_a_person(source.email) and is_full_name(source.name):
            return (*own, name_identity(source.name))
        return own
    profile = (profile_identity(source.profile),) if source.profile else ()
    addresses = tuple(address_identity(address) for address in source.addresses)
    named = (name_identity(source.name, network),) if fold_name(source.name) else ()
    return (*profile, *addresses, *named)


def people_of(notice: Notice) -> tuple[tuple[Identity, ...], ...]:
    """Return, for each person of a notice, their identities, strongest first."""
    return tuple(identities_of(person, notice.network) for person in notice.people)
