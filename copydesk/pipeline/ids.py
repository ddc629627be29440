"""What things are called by what they are: articles, and results."""

from __future__ import annotations

import hashlib
import json

# Digits of a digest in a result's name.
KEY_DIGITS = 16


def id_of_place(batch: str, path: str) -> str:
    """The id of an article of which nothing but its place is known: its batch and its path there."""
    return _id(f"place\n{batch}\n{path}")


def id_of_address(outlet: str, url: str) -> str:
    """The id of an article by its outlet and URL: the same in every batch."""
    return _id(f"url\n{outlet}\n{url}")


def _id(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def digest_of(value: object) -> str:
    """SHA-256 of a value that JSON can write."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def key_of(made_of: object) -> str:
    """What a result is called that is made of this."""
    return digest_of(made_of)[:KEY_DIGITS]
