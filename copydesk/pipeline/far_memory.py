"""Memories that lie in a bucket: their files are mapped, and so copied to the machine on which they are looked at."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from copydesk.errors import BatchError
from copydesk.reuse.memory.layout import (
    CHECKED_AS_READ,
    MANIFEST,
    SUMMARIES_FILE,
    Memory,
    Run,
    check_file,
    damaged,
    digest_of_run,
)
from copydesk.store import Place, refusing

# Below the folder that an engine has for it on each machine.
_COPIES = "copydesk-memories"
_COPIED_AT_ONCE = 1 << 20

# The digests of memories and of their summaries, by their manifests as they were last seen.
_digests: dict[tuple[Place, tuple[int, int]], tuple[str, str]] = {}


def stated(place: Place) -> tuple[str, str]:
    """The digests of the memory and of its summaries, as its manifest has them."""
    manifest = place / MANIFEST
    seen = manifest, manifest.version()
    if seen not in _digests:
        try:
            about = json.loads(manifest.read_bytes())
            # Of another schema version it may have no such file: who opens it says so.
            _digests[seen] = str(about["digest"]), str(about["files"].get(SUMMARIES_FILE))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BatchError(f"{manifest}: no memory of copydesk ({error!r})") from error
    return _digests[seen]


def fetched(place: Place, block: ExitStack, names: Iterable[str]) -> Path:
    """A folder of this machine, and of nobody else, in which these files of the memory stand while the block runs: they
    are mapped. Raises BatchError where it is another one than the batch's."""
    folder = Path(block.enter_context(TemporaryDirectory(prefix="copydesk-memory-")))
    for name in (*names, MANIFEST):
        (folder / name).symlink_to(block.enter_context((place / name).local()))
    if digest_of_run(folder) != stated(place)[0]:
        raise _changed(place)
    return folder


def _changed(place: Place) -> BatchError:
    return BatchError(f"{place}: another memory than a moment ago; run again")


@dataclass(frozen=True)
class FarRun(Run):
    """A memory in a bucket, as it is looked at on any machine: a file is copied there, once for all its processes, when
    one of them first asks for it. It is the one of the manifest, or BatchError is raised.

    `folder` is that of the copies, below what `scratch` says on that machine; who gives that folder takes it away.
    """

    place: Place
    scratch: Callable[[], Path]

    def file(self, name: str) -> Path:
        """Where the file's copy lies."""
        folder = self.scratch() / self.folder
        path = folder / name
        # One that is there is whole: it got its name when it had been made sure of.
        if not path.exists():
            with refusing(str(path)), Place(folder / f".{name}.lock").locked():
                if not path.exists():
                    self._copy(name, folder)
        return path

    def shown(self, name: str) -> str:
        """As it is called in the bucket: copies are gone when they are told of."""
        return str(self.place / name)

    def _copy(self, name: str, folder: Path) -> None:
        coming = folder / ".coming"  # what a killed process left there is written over
        coming.mkdir(exist_ok=True)
        try:
            with (self.place / name).open() as stream, (coming / name).open("wb") as copy:
                shutil.copyfileobj(stream, copy, _COPIED_AT_ONCE)
        except FileNotFoundError as error:
            raise self._refusal(name) from error
        try:
            check_file(coming, name, self.manifest, size_only=name in CHECKED_AS_READ)
        except BatchError as error:
            raise self._refusal(name) from error
        (coming / name).rename(folder / name)

    def _refusal(self, name: str) -> BatchError:
        """What is said of a file that is not the manifest's."""
        try:
            is_same = stated(self.place)[0] == self.manifest["digest"]
        except FileNotFoundError:
            is_same = False
        return damaged(self.shown(name)) if is_same else _changed(self.place)


def as_elsewhere(memory: Memory, places: Iterable[Place], scratch: Callable[[], Path]) -> Memory:
    """The memory of those that lie in these places of a bucket as a step of an engine has it, wherever that runs."""
    return Memory(
        tuple(
            FarRun(Path(_COPIES, run.manifest["digest"]), run.manifest, place, scratch)
            for run, place in zip(memory.runs, places, strict=True)
        )
    )
