"""Files and folders of this machine: written whole or not at all, locked, and exchanged."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import glob
import io
import logging
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from copydesk.errors import BatchError, GoneError
from copydesk.store.entry import Entry
from copydesk.store.refusing import WrittenFile, refusing

log = logging.getLogger("copydesk")


class Disk:
    """What a `Place` of this machine does; there is one."""

    can_lock = True

    def place(self, location: str) -> str:
        return str(Path(location))

    def join(self, at: str, name: str) -> str:
        return str(Path(at, name))

    def show(self, at: str) -> str:
        return at

    def name(self, at: str) -> str:
        return Path(at).name

    def parent(self, at: str) -> str:
        return str(Path(at).parent)

    def real(self, at: str) -> str:
        return os.path.realpath(at)  # Path.resolve fails where a link leads to itself

    def is_inside(self, at: str, folder: str) -> bool:
        return Path(at).is_relative_to(folder)

    def is_file(self, at: str) -> bool:
        return os.path.isfile(at)  # Path's raises where it is not to be seen

    def is_folder(self, at: str) -> bool:
        return os.path.isdir(at)

    def is_anything(self, at: str) -> bool:
        return os.path.lexists(at)

    def version(self, at: str) -> tuple[int, int]:
        found = os.stat(at)
        return found.st_size, found.st_mtime_ns

    def open(self, at: str) -> BinaryIO:
        self._make_sure_regular(at)
        return Path(at).open("rb")

    def expect(self, at: str, paths: Sequence[str]) -> None:
        """The system reads ahead by itself."""

    def read_bytes(self, at: str) -> bytes:
        self._make_sure_regular(at)
        return Path(at).read_bytes()

    def _make_sure_regular(self, at: str) -> None:
        """Raises OSError for what is no file: opening a pipe would wait for ever."""
        if not stat.S_ISREG(os.stat(at).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", at)

    @contextmanager
    def local(self, at: str) -> Iterator[Path]:
        self._make_sure_regular(at)
        yield Path(at)

    def scratch(self, at: str) -> Path:
        return Path(at)

    def make_folder(self, at: str) -> None:
        Path(at).mkdir(parents=True, exist_ok=True)

    def is_writable(self, at: str) -> bool:
        return os.access(at, os.W_OK)

    def names(self, at: str) -> list[str]:
        try:
            return sorted(os.listdir(at))
        except FileNotFoundError:
            return []

    def files(self, at: str) -> Iterator[Entry]:
        for root, folders, names in os.walk(at):
            folders.sort()
            for name in sorted(names):
                yield _entry(os.path.join(root, name), at)

    def sizes(self, at: str, paths: Sequence[str]) -> list[int]:
        return [_entry(os.path.join(at, path), at).n_bytes for path in paths]

    def delete(self, at: str) -> None:
        path = Path(at)
        with refusing(at):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    @contextmanager
    def write(self, at: str) -> Iterator[BinaryIO]:
        path = Path(at)
        with refusing(at):
            path.parent.mkdir(parents=True, exist_ok=True)
            _delete_orphans(path)
            temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
            stream = io.BufferedRandom(WrittenFile(str(temporary), "w+b"))
        try:
            with stream:
                with refusing(at):
                    fcntl.flock(stream, fcntl.LOCK_EX)
                _written.add(stream)
                yield cast(BinaryIO, stream)
                stream.flush()
                with refusing(at):
                    os.fsync(stream.fileno())
                    os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):  # the next who writes it deletes what is left
                temporary.unlink(missing_ok=True)
            raise
        finally:
            _written.discard(stream)
        with refusing(at):
            _sync_folder(path.parent)

    @contextmanager
    def create(self, at: str) -> Iterator[BinaryIO]:
        with refusing(at):
            Path(at).parent.mkdir(parents=True, exist_ok=True)
            stream = io.BufferedWriter(WrittenFile(at, "wb"))
        with stream:
            yield cast(BinaryIO, stream)

    def create_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        folders = set[str]()  # a look at the folder takes as long as a small file
        for at, data in files:
            folder = os.path.dirname(at)
            with refusing(at):
                if folder not in folders:
                    os.makedirs(folder, exist_ok=True)
                    folders.add(folder)
                stream = io.BufferedWriter(WrittenFile(at, "wb"))
            with stream:
                stream.write(data)

    def open_new(self, at: str) -> BinaryIO:
        with refusing(at):
            Path(at).parent.mkdir(parents=True, exist_ok=True)
            return cast(BinaryIO, io.BufferedRandom(WrittenFile(at, "w+b")))

    def link(self, at: str, there: str) -> None:
        with refusing(there):
            Path(there).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(at, there)
            except OSError:
                shutil.copyfile(at, there)
                self.sync(there)

    def sync(self, at: str) -> None:
        with refusing(at), Path(at).open("rb") as stream:
            os.fsync(stream.fileno())

    def sync_files(self, at: str) -> None:
        sync_file_system = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
        if sync_file_system is None:
            for file in self.files(at):
                self.sync(self.join(at, file.path))
            return
        with refusing(at):
            descriptor = os.open(at, os.O_RDONLY)
            try:
                if sync_file_system(descriptor) != 0:
                    number = ctypes.get_errno()
                    raise OSError(number, os.strerror(number), at)
            finally:
                os.close(descriptor)

    @contextmanager
    def locked(self, at: str) -> Iterator[None]:
        with refusing(at):
            Path(at).parent.mkdir(parents=True, exist_ok=True)
            stream = io.BufferedWriter(WrittenFile(at, "ab"))
        with stream:
            _wait_for(cast(BinaryIO, stream), at, fcntl.LOCK_EX)
            yield


DISK = Disk()


def _delete_orphans(path: Path) -> None:
    """What dead writers of the file left is gone; what a living one is writing is locked by it."""
    for orphan in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        with suppress(OSError), orphan.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            orphan.unlink(missing_ok=True)


def _entry(path: str, folder: str) -> Entry:
    # By strings: there may be a million, and a Path takes three times as long as the look at the file.
    relative = path.removeprefix(os.path.join(folder, ""))
    try:
        found = os.stat(path)
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


def find_local(source: str) -> tuple[str, list[Entry]]:
    """The folder that `source` (a folder, a glob, one file) means, and its files.

    Raises GoneError where nothing of the name is there, BatchError where a folder cannot be looked into.
    """
    path = Path(source)
    if path.is_dir():
        found, folder = list(_walk(str(path))), path
    elif path.exists() and source:
        found, folder = [str(path)], path.parent
    elif glob.has_magic(source):
        parts = path.parts
        first = next(i for i, part in enumerate(parts) if glob.has_magic(part))
        folder = Path(*parts[:first]) if first else Path()
        found = [str(Path(name)) for name in glob.iglob(source, recursive=True) if os.path.isfile(name)]
    else:
        raise GoneError(f"source {source!r}: no such folder, file or glob; give one that exists")
    return str(folder), [_entry(one, str(folder)) for one in found]


def _walk(folder: str) -> Iterator[str]:
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
        yield from (os.path.join(root, name) for name in names)


# The lock files that this process holds open, by path: shared for as long as it lives, and by its forked workers.
_held: dict[str, BinaryIO] = {}
# What it is writing, locked likewise.
_written: set[io.BufferedRandom] = set()


def hold_no_locks() -> None:
    """This process, which was forked, has no part in its parent's locks: they end with that one at once."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for stream in (*_held.values(), *_written):
        os.dup2(nothing, stream.fileno())  # and is not closed: its number stays taken
    os.close(nothing)


def hold_lock(path: str) -> None:
    """Others can tell that this process is at work, until it ends: the file is a lock that many may hold."""
    if path not in _held:
        with refusing(path):
            lock = io.BufferedWriter(WrittenFile(path, "ab"))  # it stays open
        _wait_for(cast(BinaryIO, lock), path, fcntl.LOCK_SH)
        _held[path] = cast(BinaryIO, lock)


def _wait_for(lock: BinaryIO, at: str, kind: int) -> None:
    """This process holds the lock, alone or with others; that it has to wait for another one is said."""
    with refusing(at):
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("waiting for another run, which holds %s", at)
            fcntl.flock(lock, kind)


@contextmanager
def alone(path: str) -> Iterator[bool]:
    """Whether no other process holds the lock; while the block runs none can take it."""
    lock = _held[path]
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        fcntl.flock(lock, fcntl.LOCK_SH)


def exchange(staged: str, place: str) -> None:
    """The folder `staged` stands at `place`: readers see the old folder whole or the new one whole.

    The two are exchanged in one step where the system can; else the old one is put aside for a moment, and put back if
    the new one cannot take its place.
    """
    here, there = Path(staged), Path(place)
    with refusing(place):
        there.parent.mkdir(parents=True, exist_ok=True)
        put_back(staged, place)
        if not os.path.lexists(there):
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


def put_back(staged: str, place: str) -> None:
    """What a killed `exchange` had put aside stands at its place again, or is gone if the place is taken."""
    retired = _retired(Path(staged))
    if retired.exists() and not Path(place).exists():
        with refusing(place):
            os.rename(retired, place)
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
