"""Mail addresses made comparable, and which of them may stand for a person."""

from __future__ import annotations

from notworking.people.bundled import bundled_words

_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def without_tag(email: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def normal_address(email: str) -> str:
    """Return the address under which a mailbox is known, lower case.

    Plus-tags go where the provider ignores them, dots too at Gmail:
    `Ada.Lovelace+news@GoogleMail.com` → `adalovelace@gmail.com`. At other domains both stay,
    because there two such addresses may be two people.
    """
    cleaned = email.strip().strip("<>").lower()
    local, at, domain = cleaned.rpartition("@")
    if not at:
        return cleaned
    if (domain in _DOTLESS or domain in bundled_words("plus_ignored")) and not local.startswith(
        "+"
    ):
        local = local.partition("+")[0]
    if domain in _DOTLESS:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"


def is_machine_address(email: str) -> bool:
    """True for addresses nobody reads or writes by hand: noreply@, notifications@, bounce+…@."""
    local = email.lower().rpartition("@")[0]
    bare = local.partition("+")[0]
    squeezed = bare.replace(".", "").replace("_", "").replace("-", "")
    return (
        bare in bundled_words("machine_locals") or "noreply" in squeezed or "donotreply" in squeezed
    )


def is_role_address(email: str) -> bool:
    """True for addresses of an office rather than a person: info@, sales@, hello@."""
    return email.lower().rpartition("@")[0].partition("+")[0] in bundled_words("role_locals")


def names_a_person(email: str) -> bool:
    """True when an address may stand for one human being."""
    return "@" in email and not is_machine_address(email) and not is_role_address(email)
