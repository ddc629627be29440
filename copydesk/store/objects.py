"""Objects of a store such as S3, by bucket and key: read by ranges, sent whole."""

from __future__ import annotations

import hashlib
import io
import os
import posixpath
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from copydesk.store.calling import call
from copydesk.store.entry import Entry

# The kinds of URL that obstore knows a bucket by.
SCHEMES = ("s3", "gs", "az", "abfs", "abfss")
# What is asked for at a time of a long object: the first, and up to which it doubles where it is read on and on.
_LEAST_BYTES, _MOST_BYTES = 1 << 18, 1 << 23
# Small objects, or pairs to be copied, that are handed over at a time.
_AT_A_TIME = 64


@cache
def _bucket(url: str) -> Bucket:
    return Bucket(url)


def bucket_of(url: str) -> tuple[Bucket, str]:
    """The bucket that the URL names, and the key."""
    scheme, _, rest = url.partition("://")
    bucket, _, key = rest.partition("/")
    return _bucket(f"{scheme.lower()}://{bucket}"), _normal(key)


def _normal(key: str) -> str:
    parts: list[str] = []
    for part in key.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def version_of(tag: str) -> int:
    """A number that is another one when the tag is."""
    return int.from_bytes(hashlib.blake2b(tag.encode(), digest_size=7).digest(), "big")


class Bucket:
    """What a `Place` in a bucket does: there is one of each bucket."""

    can_lock = False

    def __init__(self, url: str) -> None:
        self.url = url

    def join(self, at: str, name: str) -> str:
        return _normal(f"{at}/{name}")

    def show(self, at: str) -> str:
        return f"{self.url}/{at}" if at else self.url

    def name(self, at: str) -> str:
        return posixpath.basename(at) or urlsplit(self.url).netloc

    def parent(self, at: str) -> str:
        return posixpath.dirname(at)

    def real(self, at: str) -> str:
        return at

    def is_inside(self, at: str, folder: str) -> bool:
        return not folder or at == folder or at.startswith(f"{folder}/")

    def is_file(self, at: str) -> bool:
        try:
            return bool(at) and call("look", self.url, at) is not None
        except FileNotFoundError:
            return False

    def is_folder(self, at: str) -> bool:
        return bool(call("has_any", self.url, at))

    def is_anything(self, at: str) -> bool:
        return self.is_file(at) or self.is_folder(at)

    def version(self, at: str) -> tuple[int, int]:
        n_bytes, tag, *_ = call("look", self.url, at)
        return n_bytes, version_of(tag)

    def open(self, at: str) -> BinaryIO:
        n_bytes, tag, first, path = call("open", self.url, at)
        if path is not None:
            try:
                return Path(path).open("rb")
            except FileNotFoundError:  # taken away meanwhile, for one that was written since
                return self.open(at)
        if len(first) == n_bytes:
            return io.BytesIO(first)
        return cast(BinaryIO, io.BufferedReader(_Ranges(self.url, at, n_bytes, tag, first), _LEAST_BYTES))

    def expect(self, at: str, paths: Sequence[str]) -> None:
        call("expect", self.url, [self.join(at, path) for path in paths])

    def read_bytes(self, at: str) -> bytes:
        return bytes(call("read", self.url, at))

    @contextmanager
    def local(self, at: str) -> Iterator[Path]:
        # A name of its own: what is kept may be taken away meanwhile.
        own = Path(call("new_file"))
        try:
            while True:
                kept = call("fetch", self.url, at)
                own.unlink(missing_ok=True)
                with suppress(FileNotFoundError):
                    os.link(kept, own)
                    break
            yield own
        finally:
            own.unlink(missing_ok=True)

    def scratch(self, at: str) -> Path:
        return Path(tempfile.gettempdir())

    def make_folder(self, at: str) -> None:
        """There are none here."""

    def is_writable(self, at: str) -> bool:
        return True  # the first file tells

    def names(self, at: str) -> list[str]:
        objects, folders = call("children", self.url, at)
        return sorted({posixpath.basename(key) for key, _ in objects} | set(map(posixpath.basename, folders)))

    def files(self, at: str) -> Iterator[Entry]:
        found = [Entry(self._below(at, key), n_bytes, version_of(tag)) for key, n_bytes, tag, _ in self.listed(at)]
        yield from sorted(found, key=lambda entry: entry.path.split("/"))

    def listed(self, at: str) -> list[tuple[str, int, str, float]]:
        """Key, size, tag and time of every object below the folder."""
        return list(call("list_all", self.url, at))

    def _below(self, at: str, key: str) -> str:
        return key[len(at) + 1 :] if at else key

    def sizes(self, at: str, paths: Sequence[str]) -> list[int]:
        objects, _ = call("children", self.url, at)
        found = {self._below(at, key): n_bytes for key, n_bytes in objects}
        for folder in sorted({path.partition("/")[0] for path in paths if "/" in path}):
            below = self.listed(self.join(at, folder))
            found |= {self._below(at, key): n_bytes for key, n_bytes, *_ in below}
        return [found.get(path, -1) for path in paths]

    def delete(self, at: str) -> None:
        self.delete_all([at, *(key for key, *_ in self.listed(at))])

    def delete_all(self, keys: Sequence[str]) -> None:
        """None of the objects is there."""
        call("delete", self.url, list(keys))

    @contextmanager
    def write(self, at: str) -> Iterator[BinaryIO]:
        path = call("new_file")
        try:
            with open(path, "w+b") as stream:
                yield stream
            call("send", self.url, at, path)
        except BaseException:
            Path(path).unlink(missing_ok=True)
            raise

    create = write

    def create_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        waiting = iter(files)
        while some := list(islice(waiting, _AT_A_TIME)):
            call("put", self.url, some)

    def open_new(self, at: str) -> BinaryIO:
        return cast(BinaryIO, _NewObject(self.url, at))

    def copy_all(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Each object stands at its second place, too."""
        waiting = iter(pairs)
        while some := list(islice(waiting, _AT_A_TIME)):
            call("copy", self.url, some)

    def sync(self, at: str) -> None:
        """What is there is there."""

    def sync_files(self, at: str) -> None:
        """What is there is there."""

    @contextmanager
    def locked(self, at: str) -> Iterator[None]:
        yield


class _Ranges(io.RawIOBase):
    """An object's bytes from anywhere in it, of one version; more at a time the longer it is read on and on."""

    def __init__(self, url: str, key: str, n_bytes: int, tag: str, first: bytes) -> None:
        self._url, self._key, self._tag, self._size = url, key, tag, n_bytes
        self._at = 0
        self._window, self._window_at = first, 0
        self._step = _LEAST_BYTES

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        data = self._bytes(len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _bytes(self, n: int) -> bytes:
        end = min(self._at + n, self._size)
        start = self._at - self._window_at
        if self._at >= end:
            return b""
        if not 0 <= start < len(self._window):
            goes_on = start == len(self._window)
            self._step = min(2 * self._step, _MOST_BYTES) if goes_on else _LEAST_BYTES
            to = min(max(end, self._at + self._step), self._size)
            self._window = call("read_range", self._url, self._key, self._tag, self._at, to)
            self._window_at, start = self._at, 0
        return self._window[start : start + end - self._at]


class _NewObject(io.BufferedRandom):
    """A file of this machine that is sent when it is closed; not when it is only forgotten, for it may be half."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key
        self._path = call("new_file")
        self._is_forgotten = False
        super().__init__(cast(Any, io.FileIO(self._path, "r+")))

    def close(self) -> None:
        if not self.closed:
            super().close()
            if self._is_forgotten:
                Path(self._path).unlink(missing_ok=True)
            else:
                call("send", self._url, self._key, self._path)

    def __del__(self) -> None:
        self._is_forgotten = True
        self.close()
