"""Files that are one article each, by their extension."""

from __future__ import annotations

from pathlib import PurePosixPath

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
}


def media_type_of(path: str) -> str | None:
    """The media type by the file's extension, or None where the file is no single article."""
    return MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())
