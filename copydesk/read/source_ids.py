"""What an input is called in every batch."""

from __future__ import annotations

import hashlib


def source_id(*, outlet: str | None, url: str | None, path: str) -> str:
    """The same for the same outlet and URL, wherever the input lies; without a URL for the same path."""
    identity = f"url\n{outlet or ''}\n{url}" if url else f"path\n{path}"
    return hashlib.sha256(identity.encode("utf-8", "surrogateescape")).hexdigest()[:16]
