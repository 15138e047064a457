"""Names and addresses made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notworking.people.person import (
    NOBODY,
    Me,
    fold_name,
    identities_of,
    is_machine_address,
    is_role_address,
    name_match,
    names_a_person,
    normal_address,
)
from people.samples import ME, mail


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        ("ada+news@example.com", "ada+news@example.com"),
        ("A.d.a+x@GoogleMail.com", "ada@gmail.com"),
        ("ada.l+x@outlook.com", "ada.l@outlook.com"),
        ("<ada@example.com> ", "ada@example.com"),
        ("no address", "no address"),
        ("+tag@gmail.com", "+tag@gmail.com"),
    ],
)
def test_addresses_are_folded_only_where_the_provider_does(written: str, normal: str) -> None:
    """At a company's own domain ada+x and ada may be two people."""
    assert normal_address(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "Ada Lovelace", "ada  LOVELACE", "Lovelace, Ada", "Dr. Ada Lovelace", "Ada Lovelace, PhD",
        "Prof. Dr. Ada Lovelace, Ph.D.", "🚀 Ada Lovelace 🚀", "Ada Lovelace via LinkedIn",
        "Ada Lovelace a través de LinkedIn", "Ada Lovelace (via LinkedIn)", "Ada Lovelace | Hiring!",
        "Ada Lovelace, Founder at Engines", "Ada “Countess” Lovelace", "Ada (Countess) Lovelace",
        "'Ada Lovelace'", "Ádá Lovélace", "Ada Lovelace MBA", "Ada Lovelace (she/her)", "Ada\u034f Love\u200blace",
    ],
)  # fmt: skip
def test_one_name_in_many_dresses(written: str) -> None:
    """People decorate their names; the ledger must see one person."""
    assert fold_name(written) == "ada lovelace"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("李小龙", "李小龙"),
        ("Иван Петров", "иван петров"),
        ("Jack Ma", "jack ma"),
        ("O'Brien, Conan", "conan obrien"),
        ("Jean-Luc Picard", "jean luc picard"),
        ("Łukasz Żółw", "lukasz zolw"),
        ("", ""),
        ("🚀", ""),
    ],
)
def test_other_names_keep_what_is_theirs(written: str, folded: str) -> None:
    """Other scripts are not spelled in Latin, and Ma is a surname."""
    assert fold_name(written) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """Folded names are stored and folded again when compared."""
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_match_is_a_share_and_has_no_direction(one: str, other: str) -> None:
    """0 … 1 whatever comes in, and Ada is as much like Eda as Eda like Ada."""
    assert 0.0 <= name_match(one, other) <= 1.0
    assert name_match(one, other) == pytest.approx(name_match(other, one))


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Ada Lovelace", "Lovelace, Ada", 1.0, 1.0),
        ("Jan Müller", "Jan Mueller", 1.0, 1.0),
        ("Lovelace Ada", "Ada Lovelace", 0.97, 0.97),
        ("Ada King Lovelace", "Ada Lovelace", 0.93, 0.93),
        ("Ada L.", "Ada Lovelace", 0.8, 0.8),
        ("A. Lovelace", "Ada Lovelace", 0.8, 0.8),
        ("Ada", "Ada Lovelace", 0.5, 0.5),
        ("Anna Schmidt", "Hanna Schmidt", 0.7, 0.89),
        ("Ada Lovelace", "Alan Turing", 0.0, 0.0),
        ("", "Ada", 0.0, 0.0),
    ],
)
def test_how_well_names_agree(one: str, other: str, least: float, most: float) -> None:
    """From 0.9 on two names are the same; likeness of spelling alone never gets there."""
    assert least <= name_match(one, other) <= most


def test_machines_and_offices_are_no_persons() -> None:
    """A name on noreply@ or info@ must never be joined to somebody."""
    assert is_machine_address("no-reply@example.com")
    assert is_machine_address("notifications+12@example.com")
    assert is_role_address("Info@example.com")
    assert not names_a_person("sales@example.com")
    assert names_a_person("ada@example.com")


def test_my_aliases_are_me() -> None:
    """Mail from my own plus-address is not a stranger's."""
    assert ME.is_mine("Grace+list@example.org")
    assert ME.is_mine("gracehopper+x@googlemail.com")
    assert not ME.is_mine("grace@example.com")
    assert not NOBODY.is_mine("grace@example.org")
    assert Me(names=("Grace Hopper",)).is_my_name("HOPPER, Grace")


def test_a_sender_is_address_first_and_name_second() -> None:
    """The address is exact; a name is a hint, and a machine's is not even that."""
    shown = [str(one) for one in identities_of(mail())]
    machine = [str(one) for one in identities_of(mail("noreply@example.com"))]

    assert shown == ["address:ada@engines.example.com", "name::ada lovelace"]
    assert machine == ["address:noreply@example.com"]
