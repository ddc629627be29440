"""Where something lies: a path of this machine, or a URL of an object store."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from copydesk.errors import BatchError
from copydesk.store.entry import Entry
from copydesk.store.local import DISK, Disk
from copydesk.store.objects import SCHEMES, Bucket, bucket_of

# `C:\x` is of another system; here it would be a file of that name.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://|([A-Za-z]):[\\/]")


class Place:
    """Where a file or folder lies, or is to lie. Raises BatchError for a URL of a kind that is not known.

    Whatever is asked of a store that does not answer, or refuses, raises StoreError; what is missing, OSError.
    """

    __slots__ = ("_at", "_store")

    def __init__(self, location: str | os.PathLike[str]) -> None:
        self._store: Disk | Bucket
        self._store, self._at = _looked_up(os.fspath(location))

    @classmethod
    def _of(cls, store: Disk | Bucket, at: str) -> Place:
        place = cls.__new__(cls)
        place._store, place._at = store, at
        return place

    def __truediv__(self, name: str) -> Place:
        return self._of(self._store, self._store.join(self._at, name))

    def __str__(self) -> str:
        return self._store.show(self._at)

    def __repr__(self) -> str:
        return f"Place({str(self)!r})"

    def __reduce__(self) -> tuple[type[Place], tuple[str]]:
        return Place, (str(self),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and (self._store, self._at) == (other._store, other._at)

    def __hash__(self) -> int:
        return hash(self._at)

    @property
    def name(self) -> str:
        """The last part of where it lies."""
        return self._store.name(self._at)

    @property
    def parent(self) -> Place:
        """The folder it lies in."""
        return self._of(self._store, self._store.parent(self._at))

    @property
    def can_lock(self) -> bool:
        """Whether one run can keep others out here: on an object store none can."""
        return self._store.can_lock

    def real(self) -> Place:
        """The same without links and dots."""
        return self._of(self._store, self._store.real(self._at))

    def is_inside(self, folder: Place) -> bool:
        """Whether it lies in `folder`, or is it."""
        return self._store == folder._store and self._store.is_inside(self._at, folder._at)

    def is_file(self) -> bool:
        """Whether a file is there."""
        return self._store.is_file(self._at)

    def is_folder(self) -> bool:
        """Whether a folder is there; on an object store, anything below the name."""
        return self._store.is_folder(self._at)

    def is_anything(self) -> bool:
        """Whether anything is there: a file or folder, or on a disk what is neither, as a pipe or a link to nothing."""
        return self._store.is_anything(self._at)

    def n_bytes(self) -> int:
        """The file's size. Raises OSError."""
        return self.version()[0]

    def version(self) -> tuple[int, int]:
        """What is another value when the file is written again: its size, and time or tag. Raises OSError."""
        return self._store.version(self._at)

    def open(self) -> BinaryIO:
        """The file's bytes, to be read anywhere. Raises OSError, also for what is no regular file."""
        return self._store.open(self._at)

    def expect(self, paths: Sequence[str]) -> None:
        """This thread is about to open or read these files below the folder, in this order: far ones come sooner."""
        self._store.expect(self._at, paths)

    def read_bytes(self) -> bytes:
        """All of the file's bytes. Raises OSError."""
        return self._store.read_bytes(self._at)

    def sha256(self) -> str:
        """SHA-256 of the file. Raises OSError, also for what is no regular file."""
        digest = hashlib.sha256()
        with self.open() as stream:
            while data := stream.read(1 << 20):
                digest.update(data)
        return digest.hexdigest()

    def local(self) -> AbstractContextManager[Path]:
        """A file of this machine with the file's bytes, to be read while the block runs. Raises OSError."""
        return self._store.local(self._at)

    def scratch(self) -> Path:
        """A folder of this machine for files that no other process reads: this one, or the system's own."""
        return self._store.scratch(self._at)

    def make_folder(self) -> None:
        """A folder is there. Raises OSError."""
        self._store.make_folder(self._at)

    def is_writable(self) -> bool:
        """Whether files can be written in the folder."""
        return self._store.is_writable(self._at)

    def names(self) -> list[str]:
        """The names in the folder, sorted; none where it is not there."""
        return self._store.names(self._at)

    def files(self) -> Iterator[Entry]:
        """Every file below the folder, by relative path, sorted by folder and name."""
        return self._store.files(self._at)

    def sizes(self, paths: Sequence[str]) -> list[int]:
        """In bytes, of files below the folder; -1 where there is none. One look at each, or one listing for many."""
        return self._store.sizes(self._at, paths)

    def delete(self) -> None:
        """Nothing is there, be it file or folder."""
        self._store.delete(self._at)

    def write(self) -> AbstractContextManager[BinaryIO]:
        """A stream whose bytes stand here once the block has ended well: written, synced, renamed; or sent.

        A temporary file that a killed process left for the same place is deleted first. One that another process is
        still writing is locked by it and left alone.
        """
        return self._store.write(self._at)

    def create(self) -> AbstractContextManager[BinaryIO]:
        """A stream into the file, not synced: for one of many in a folder, to be synced as a whole by `sync_files`."""
        return self._store.create(self._at)

    def create_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Each of the files, by path below the folder, holds its bytes: as `create`, many on their way at a time."""
        self._store.create_all((self._store.join(self._at, path), data) for path, data in files)

    def open_new(self) -> BinaryIO:
        """A new file, to be written and read again, and closed: what is missing of it after a kill is made again."""
        return self._store.open_new(self._at)

    def link_to(self, place: Place) -> None:
        """The file stands at `place`, too: without its bytes being moved, where both lie in one store that can."""
        if isinstance(self._store, Disk) and isinstance(place._store, Disk):
            self._store.link(self._at, place._at)
        elif isinstance(self._store, Bucket) and self._store == place._store:
            self._store.copy_all([(self._at, place._at)])
        else:
            with self.local() as path, path.open("rb") as source, place.write() as stream:
                while data := source.read(1 << 22):
                    stream.write(data)

    def sync(self) -> None:
        """The file's bytes are on disk."""
        self._store.sync(self._at)

    def sync_files(self) -> None:
        """All files below the folder are on disk: in one call if it can be: 3,000 took 18 s one by one."""
        self._store.sync_files(self._at)

    def locked(self) -> AbstractContextManager[None]:
        """The block runs while this process alone holds the file, if it `can_lock`; a killed process holds nothing."""
        return self._store.locked(self._at)


def _looked_up(location: str) -> tuple[Disk | Bucket, str]:
    scheme = _SCHEME.match(location)
    if scheme is None:
        return DISK, DISK.place(location)
    if scheme[1] and scheme[1].lower() == "file":
        return DISK, DISK.place(unquote(location[scheme.end() :]))
    if not scheme[1] or scheme[1].lower() not in SCHEMES:
        known = ", ".join(f"{name}://" for name in SCHEMES)
        raise BatchError(f"{location}: neither a path of this machine nor a URL of a kind that is known: {known}")
    return bucket_of(location)
