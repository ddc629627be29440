"""Files and folders that appear whole or not at all, whatever kills the process that writes them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def atomic_write(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes stand at `path` once the block has ended well: written, synced, renamed.

    A temporary file that a killed process left for the same path is deleted first. One that another process is
    still writing is locked by it and left alone.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    delete_orphans(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def delete_orphans(path: Path) -> None:
    """No temporary file of a dead writer of `path` is left."""
    for orphan in path.parent.glob(f".{path.name}.*.tmp"):
        with suppress(OSError), orphan.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            orphan.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """The folder's entries are on disk, not only its files' bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """The block runs while this process alone holds `path`; a killed process holds nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def replace_folder(staged: Path, published: Path) -> None:
    """`staged` stands at `published`; readers saw the old folder whole, for a moment none, then the new one whole.

    Killed in between, `published` is missing until the next run; it is never a mixture of two batches.
    """
    retired = staged.with_name(f"{staged.name}.retired")
    shutil.rmtree(retired, ignore_errors=True)
    if published.exists():
        os.rename(published, retired)
    published.parent.mkdir(parents=True, exist_ok=True)
    os.rename(staged, published)
    sync_folder(published.parent)
    shutil.rmtree(retired, ignore_errors=True)
