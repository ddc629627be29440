"""Which files a source's name means, and how a source is called beside what was made of it."""

from __future__ import annotations

import os
import posixpath
import re

from copydesk.errors import BatchError, GoneError
from copydesk.store.entry import Entry
from copydesk.store.local import DISK, find_local
from copydesk.store.objects import Bucket, version_of
from copydesk.store.place import Place

_MAGIC = re.compile(r"[*?[]")


def find_files(source: str) -> tuple[Place, list[Entry]]:
    """The folder that `source` (a folder, a glob, one file) means, and its files that are not hidden, sorted by path.

    Raises GoneError where nothing of the name is there, BatchError where a folder cannot be looked into.
    """
    place = Place(source)
    if isinstance(place._store, Bucket):
        folder, entries = _find_objects(place._store, place._at, source)
    else:
        at, entries = find_local(place._at if source else source)
        folder = Place._of(DISK, at)
    return folder, sorted(entry for entry in entries if not any(part.startswith(".") for part in entry.path.split("/")))


def _find_objects(bucket: Bucket, key: str, source: str) -> tuple[Place, list[Entry]]:
    """One listing, of what stands before the first `*`."""
    parts = key.split("/")
    n_plain = next((i for i, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
    folder = "/".join(parts[:n_plain])
    found = bucket.listed(folder)
    if n_plain < len(parts):
        matches = re.compile(_pattern(parts))
        found = [one for one in found if matches.fullmatch(one[0])]
    elif not found and bucket.is_file(key):
        folder = posixpath.dirname(key)
        n_bytes, version = bucket.version(key)
        return Place._of(bucket, folder), [Entry(posixpath.basename(key), n_bytes, version)]
    elif not found:
        raise GoneError(f"source {source!r}: no such folder, object or glob; give one that exists")
    start = len(folder) + 1 if folder else 0
    return Place._of(bucket, folder), [Entry(key[start:], size, version_of(tag)) for key, size, tag, _ in found]


def _pattern(parts: list[str]) -> str:
    """The glob as a regular expression, `**` for any number of folders, as on a disk."""
    pattern = ""
    for i, part in enumerate(parts):
        is_last = i == len(parts) - 1
        if part == "**":
            pattern += r"(?:[^/]+/)*[^/]+" if is_last else r"(?:[^/]+/)*"
            continue
        for piece in re.findall(r"\[!?\]?[^]]*\]|.", part, re.S):
            if piece == "*":
                pattern += "[^/]*"
            elif piece == "?":
                pattern += "[^/]"
            elif len(piece) > 2 and piece[0] == "[":
                among = re.sub(r"([\\\]^\[&~|])", r"\\\1", piece[1:-1].removeprefix("!"))
                pattern += f"[{'^' if piece[1] == '!' else ''}{among}]"
            else:
                pattern += re.escape(piece)
        pattern += "" if is_last else "/"
    return pattern


def seen_from(source: str, folder: Place) -> str:
    """How the source is called from the folder: on one machine by the way to it, so that both may move together.

    Raises BatchError where the working folder is gone.
    """
    place = Place(source)
    if isinstance(place._store, Bucket):
        return str(place)
    if isinstance(folder._store, Bucket):
        return os.path.abspath(place._at)
    try:
        return os.path.relpath(source, folder._at)
    except FileNotFoundError as error:
        raise BatchError("the working folder is gone: go to one that is there") from error


def name_from(seen: str, folder: Place) -> str:
    """The whole name of a source that is called so from the folder."""
    if isinstance(Place(seen)._store, Bucket) or isinstance(folder._store, Bucket):
        return seen
    return os.path.normpath(os.path.join(str(folder.real()), seen))


def whole_name(source: str) -> str:
    """The source's name, wherever one stands."""
    return source if isinstance(Place(source)._store, Bucket) else os.path.abspath(source)
