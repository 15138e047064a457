"""Merge fields are filled before training, so that no model can tell a template by them."""

from __future__ import annotations

from random import Random

import pytest

from notworking.learn.placeholders import fill, has_fields


@pytest.mark.parametrize(
    "text",
    [
        "Hi {{first_name}}, about {{topic}}",
        "Bonjour [Prénom], votre [Produit]",
        "Hi {Nice Recruiter} at {Company}",
        "Hi <Sales Dude>, see %COMPANY%",
        "{{ cta | default(\"Worth a chat, \" + (first_name | default('[Name]'))) }}",
    ],
)
def test_no_field_is_left(text: str) -> None:
    """One field left over is one word that only templates have."""
    assert not has_fields(fill(text, Random(1)))


def test_the_same_seed_fills_the_same_way() -> None:
    """The shipped model must be rebuilt byte for byte."""
    text = "Hi {{first_name}}, your {{topic}} at [Company] in [X] days"

    assert fill(text, Random("7:a")) == fill(text, Random("7:a"))


def test_different_messages_are_filled_differently() -> None:
    """One value everywhere would be as good a mark of templates as the field itself."""
    filled = {fill("Hi {{first_name}}", Random(f"7:{number}")) for number in range(40)}

    assert len(filled) > 10


def test_a_field_named_twice_is_the_same_person() -> None:
    """As in a real mail."""
    first, second = fill("{{first_name}}|{{first_name}}", Random(3)).split("|")

    assert first == second


def test_a_templates_own_default_is_taken() -> None:
    """It is what arrives when the sender does not care."""
    assert fill('{{ ps | default("Worth a quick chat?") }}', Random(1)) == "Worth a quick chat?"


def test_a_client_is_no_link() -> None:
    """Found in the French templates: "client" holds "lien"."""
    assert "://" not in fill("[Client]", Random(1))


def test_footnotes_and_links_in_markdown_stay() -> None:
    """They are the writer's, not a template's."""
    text = "see [1] and [our guide](https://example.com)"

    assert fill(text, Random(1)) == text
