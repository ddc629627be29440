"""Files and folders: found, read, written whole or not at all, locked, published. No other module opens one of a batch.

A `Place` is where something lies. Here it is a path of this machine.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import glob
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, NamedTuple

from copydesk.errors import BatchError, GoneError


class Entry(NamedTuple):
    """A file below a folder, as a listing shows it."""

    path: str  # relative, with forward slashes, as the file system has it
    n_bytes: int  # -1: it cannot be looked at
    version: int  # another one when the file was written again: the time in nanoseconds


class Place:
    """Where a file or folder lies, or is to lie."""

    __slots__ = ("_path",)

    def __init__(self, location: str | os.PathLike[str]) -> None:
        self._path = Path(location)

    def __truediv__(self, name: str) -> Place:
        return Place(self._path / name)

    def __str__(self) -> str:
        return str(self._path)

    def __repr__(self) -> str:
        return f"Place({str(self)!r})"

    def __fspath__(self) -> str:
        return str(self._path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self._path == other._path

    def __hash__(self) -> int:
        return hash(self._path)

    @property
    def name(self) -> str:
        """The last part of where it lies."""
        return self._path.name

    @property
    def parent(self) -> Place:
        """The folder it lies in."""
        return Place(self._path.parent)

    def real(self) -> Place:
        """The same without links and dots."""
        return Place(self._path.resolve())

    def is_inside(self, folder: Place) -> bool:
        """Whether it lies in `folder`, or is it."""
        return self._path.is_relative_to(folder._path)

    def is_file(self) -> bool:
        """Whether a file is there."""
        return self._path.is_file()

    def is_folder(self) -> bool:
        """Whether a folder is there."""
        return self._path.is_dir()

    def n_bytes(self) -> int:
        """The file's size. Raises OSError."""
        return self._path.stat().st_size

    def version(self) -> tuple[int, int]:
        """What is another value when the file is written again: its size and time. Raises OSError."""
        found = self._path.stat()
        return found.st_size, found.st_mtime_ns

    def open(self) -> BufferedReader:
        """The file's bytes. Raises OSError."""
        return self._path.open("rb")

    def read_bytes(self) -> bytes:
        """All of the file's bytes. Raises OSError."""
        return self._path.read_bytes()

    def sha256(self) -> str:
        """SHA-256 of the file. Raises OSError, also for what is no file: opening a pipe would wait for ever."""
        if not stat.S_ISREG(self._path.stat().st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(self))
        with self.open() as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def make_folder(self) -> None:
        """A folder is there. Raises OSError."""
        self._path.mkdir(parents=True, exist_ok=True)

    def is_writable(self) -> bool:
        """Whether files can be written in the folder."""
        return os.access(self._path, os.W_OK)

    def names(self) -> list[str]:
        """The names in the folder, sorted; none where it is not there."""
        try:
            return sorted(os.listdir(self._path))
        except FileNotFoundError:
            return []

    def files(self) -> Iterator[Entry]:
        """Every file below the folder, by relative path, sorted by folder and name."""
        for root, folders, names in os.walk(self._path):
            folders.sort()
            for name in sorted(names):
                yield _entry(Path(root, name), self._path)

    def delete(self) -> None:
        """Nothing is there, be it file or folder."""
        if self._path.is_dir() and not self._path.is_symlink():
            shutil.rmtree(self._path)
        else:
            self._path.unlink(missing_ok=True)

    @contextmanager
    def write(self) -> Iterator[BinaryIO]:
        """A stream whose bytes stand here once the block has ended well: written, synced, renamed.

        A temporary file that a killed process left for the same place is deleted first. One that another process is
        still writing is locked by it and left alone.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._delete_orphans()
        temporary = self._path.with_name(f".{self.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("w+b") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX)
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
                os.replace(temporary, self._path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(self._path.parent)

    @contextmanager
    def create(self) -> Iterator[BinaryIO]:
        """A stream into the file, not synced: for one of many in a folder, to be synced as a whole by `sync_files`."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("wb") as stream:
            yield stream

    def open_new(self) -> BinaryIO:
        """A new file, to be written and read again: what is missing of it after a kill is made again."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return self._path.open("w+b")

    def link_to(self, place: Place) -> None:
        """The file stands at `place`, too: without its bytes being written again, where the file system can."""
        place._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self._path, place._path)
        except OSError:
            shutil.copyfile(self._path, place._path)
            place.sync()

    def _delete_orphans(self) -> None:
        for orphan in self._path.parent.glob(f".{glob.escape(self.name)}.*.tmp"):
            with suppress(OSError), orphan.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                orphan.unlink(missing_ok=True)

    def sync(self) -> None:
        """The file's bytes are on disk."""
        with self.open() as stream:
            os.fsync(stream.fileno())

    def sync_files(self) -> None:
        """All files below the folder are on disk: in one call if it can be: 3,000 took 18 s one by one."""
        sync_file_system = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if sync_file_system is None:
            for file in self.files():
                (self / file.path).sync()
            return
        descriptor = os.open(self._path, os.O_RDONLY)
        try:
            if sync_file_system(descriptor) != 0:
                number = ctypes.get_errno()
                raise OSError(number, os.strerror(number), str(self))
        finally:
            os.close(descriptor)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The block runs while this process alone holds the file; a killed process holds nothing."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield


def _entry(path: Path, folder: Path) -> Entry:
    relative = path.relative_to(folder).as_posix()
    try:
        found = path.stat()
    except OSError:
        return Entry(relative, -1, -1)
    return Entry(relative, found.st_size, found.st_mtime_ns)


def _sync_folder(folder: Path) -> None:
    """The folder's entries are on disk, not only its files' bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def find_files(source: str) -> tuple[Place, list[Entry]]:
    """The folder that `source` (a folder, a glob, one file) means, and its files that are not hidden, sorted by path.

    Raises GoneError where nothing of the name is there, BatchError where a folder cannot be looked into.
    """
    path = Path(source)
    if path.is_dir():
        found, folder = list(_walk(path)), path
    elif path.exists() and source:
        found, folder = [path], path.parent
    elif glob.has_magic(source):
        parts = path.parts
        first = next(i for i, part in enumerate(parts) if glob.has_magic(part))
        folder = Path(*parts[:first]) if first else Path()
        found = [Path(name) for name in glob.iglob(source, recursive=True) if os.path.isfile(name)]
    else:
        raise GoneError(f"source {source!r}: no such folder, file or glob; give --source one that exists")
    entries = (_entry(path, folder) for path in found)
    return Place(folder), sorted(
        entry for entry in entries if not any(part.startswith(".") for part in entry.path.split("/"))
    )


def _walk(folder: Path) -> Iterator[Path]:
    """Every file below the folder, each folder entered once however links lead to it. Raises BatchError."""

    def fail(error: OSError) -> None:
        raise BatchError(
            f"{error.filename}: {error.strerror}; make it readable, or leave it out of the source"
        ) from error

    entered = set()
    for root, folders, names in os.walk(folder, followlinks=True, onerror=fail):
        here = os.stat(root)
        if (here.st_dev, here.st_ino) in entered:
            folders.clear()
            continue
        entered.add((here.st_dev, here.st_ino))
        folders.sort()
        yield from (Path(root, name) for name in names)


# The lock files that this process holds open, by path: shared for as long as it lives, and by its forked workers.
_held: dict[Place, BinaryIO] = {}


def hold(place: Place) -> None:
    """Others can tell that this process is at work, until it ends: `place` is a lock that many may hold."""
    if place not in _held:
        _held[place] = open(place, "ab")  # noqa: SIM115 - it stays open
        fcntl.flock(_held[place], fcntl.LOCK_SH)


@contextmanager
def alone(place: Place) -> Iterator[bool]:
    """Whether no other process holds the lock; while the block runs none can take it."""
    lock = _held[place]
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        fcntl.flock(lock, fcntl.LOCK_SH)


def publish(staged: Place, place: Place) -> None:
    """The folder `staged` stands at `place`: readers see the old folder whole or the new one whole.

    The two are exchanged in one step where the system can; else the old one is put aside for a moment, and put back if
    the new one cannot take its place.
    """
    here, there = staged._path, place._path
    there.parent.mkdir(parents=True, exist_ok=True)
    restore(staged, place)
    if not there.exists():
        os.rename(here, there)
    elif _exchange(here, there):
        shutil.rmtree(here, ignore_errors=True)
    else:
        retired = _retired(here)
        os.rename(there, retired)
        try:
            os.rename(here, there)
        except BaseException:
            os.rename(retired, there)
            raise
        shutil.rmtree(retired, ignore_errors=True)
    _sync_folder(there.parent)


def restore(staged: Place, place: Place) -> None:
    """What a killed `publish` had put aside stands at its place again, or is gone if the place is taken."""
    retired = _retired(staged._path)
    if retired.exists() and not place._path.exists():
        os.rename(retired, place._path)
    shutil.rmtree(retired, ignore_errors=True)


def _retired(staged: Path) -> Path:
    return staged.with_name(f"{staged.name}.retired")


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def _exchange(one: Path, other: Path) -> bool:
    """Whether the two have changed places, in one step; False where this system or file system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.EXDEV, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))
