"""Names that are remembered without being kept."""

from __future__ import annotations

from hashlib import sha256

HASH_CHARACTERS = 32


def hash_of(text: str) -> str:
    """Return the first 128 bits of SHA-256 in hex (32 characters); "" for "".

    For Message-IDs, without their angle brackets, and for addresses in lower case.
    """
    return (
        sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_CHARACTERS] if text else ""
    )


def name_key(name: str) -> str:
    """Return the hash under which a mail address or a domain is remembered, whatever its case."""
    return hash_of(name.strip().lower())
