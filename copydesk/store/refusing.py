"""What this machine refuses is one line: which file, why, and what to do."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from copydesk.errors import StoreError

# What to do, by what the system says; else to run again, as after anything that may pass.
_NO_ROOM = dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "make room and run again")
_NO_RIGHT = dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "give a folder that can be written, and run again")
_NO_HANDLE = dict.fromkeys((errno.EMFILE, errno.ENFILE), "allow more open files (ulimit -n) and run again")
_IN_THE_WAY = dict.fromkeys((errno.EISDIR, errno.ENOTDIR, errno.ELOOP), "move away what stands there, and run again")
_TO_DO = {**_NO_ROOM, **_NO_RIGHT, **_NO_HANDLE, **_IN_THE_WAY, errno.ENOMEM: "give fewer --workers and run again"}
# What says nothing of the file that was asked for: it may be whole, and to make it again would fail as well.
OF_THE_MACHINE = frozenset((*_NO_ROOM, *_NO_HANDLE, errno.ENOMEM))


def refused(error: OSError, at: str | None = None) -> StoreError:
    """The error as one line that names the file: `at`, or the one that the error names."""
    names = [os.fsdecode(name) for name in (at or error.filename, error.filename2) if isinstance(name, str | bytes)]
    what = os.strerror(error.errno) if error.errno else str(error)  # Arrow has words of its own
    to_do = _TO_DO.get(error.errno or 0, "run again")
    return StoreError(f"{names[-1] + ': ' if names else ''}{what}; {to_do}: what is finished is kept")


@contextmanager
def refusing(at: str) -> Iterator[None]:
    """What the system refuses in the block is StoreError, of the file `at`."""
    try:
        yield
    except OSError as error:
        raise refused(error, at) from error


# Of which the umask takes what others must not: as of any file.
_MODE = 0o666


class WrittenFile(io.FileIO):
    """A file of which each refusal names it: the system's own of a write or a close does not.

    It is a file whatever stands there: a pipe would be waited for, and what a link leads to is somebody else's.
    """

    def __init__(self, path: str, mode: str) -> None:
        super().__init__(path, mode, opener=_open_file)

    def write(self, data: Any) -> int:
        """As in io."""
        with refusing(str(self.name)):
            return super().write(data)

    def close(self) -> None:
        """As in io."""
        with refusing(str(self.name)):
            super().close()


def _open_file(path: str, flags: int) -> int:
    """Of a file that stands there, or else of a new one: what is none, and no folder, is deleted. Raises OSError."""
    flags |= os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags, _MODE)
    except OSError as error:
        if error.errno not in (errno.ELOOP, errno.ENXIO):  # a link; a pipe, socket or device that nobody is at
            raise
    else:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return descriptor
        os.close(descriptor)
    os.unlink(path)
    return os.open(path, flags | os.O_EXCL, _MODE)
