"""A batch is put in its place: readers see the old one whole, or the new one whole.

On a disk its folder is exchanged with the old one. An object store has no folders to exchange: there the files of each
edition stand apart, below a name made of what they are, and the manifest, written last and at one stroke, names the
edition. So there is something of a batch's name if and only if the batch has been published.
No file of a published edition is ever written again, and it stays until another has been published after it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

from copydesk.errors import BatchError
from copydesk.store.calling import call
from copydesk.store.local import Disk, alone, exchange, hold_lock, put_back
from copydesk.store.objects import Bucket
from copydesk.store.place import Place

MANIFEST = "manifest.json"
# Under which name the manifest says it, and of how many hexadecimal digits it is.
EDITION = "edition"
EDITION_DIGITS = 16
# Beside the batches.
EDITIONS = ".editions"
# How old something that nobody names must be on an object store, where nobody can be asked whether he is at work on it.
_ABANDONED_SECONDS = 24 * 3600
# A store that is at two conditional writes at once may refuse both.
_TRIES = 5


class OvertakenError(BatchError):
    """Another run has published the batch meanwhile: its batch stands, this one's does not."""


class Publication:
    """The place of a batch, as it was when this run began to put its own there."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.before: tuple[bytes, Any] | None = None
        if isinstance(place._store, Bucket):
            try:
                self.before = call("read_tagged", place._store.url, (place / MANIFEST)._at)
            except FileNotFoundError:
                self.before = None


def files_of(place: Place, manifest: Mapping[str, Any] | None = None) -> Place:
    """Where the files of the batch at `place` stand, as its manifest says: on a disk, there.

    `place` itself where no manifest is.
    """
    if isinstance(place._store, Disk):
        return place
    if manifest is None:
        try:
            manifest = json.loads((place / MANIFEST).read_bytes())
        except (OSError, ValueError, RecursionError):
            return place
    edition = manifest.get(EDITION) if isinstance(manifest, dict) else None
    return editions_of(place) / str(edition) if edition else place


def editions_of(place: Place) -> Place:
    """Where in an object store the editions of the batch stand."""
    return place.parent / EDITIONS / place.name


def publish(
    publication: Publication, files: Mapping[str, Place], manifest: bytes, *, staged: Place, edition: str
) -> None:
    """The files and the manifest are the batch that stands at the place.

    Raises OvertakenError where another run has published there since `publication` looked: that batch stands.
    """
    place = publication.place
    if isinstance(place._store, Bucket):
        _publish_objects(publication, place._store, files, manifest, edition)
        return
    for path, file in files.items():
        if file != staged / path:
            file.link_to(staged / path)
    staged.sync_files()
    with (staged / MANIFEST).write() as stream:
        stream.write(manifest)
    exchange(str(staged), str(place))


def _publish_objects(
    publication: Publication, bucket: Bucket, files: Mapping[str, Place], manifest: bytes, edition: str
) -> None:
    place, folder = publication.place, editions_of(publication.place) / edition
    before = _edition_of(publication.before)
    if edition == before:  # what is published is not written again, unless something is gone of it
        sizes = zip(files.items(), folder.sizes(list(files)), strict=True)
        files = {path: file for (path, file), n_bytes in sizes if n_bytes < 0}
    bucket.copy_all((file._at, (folder / path)._at) for path, file in files.items() if file._store == bucket)
    for path, file in files.items():
        if file._store != bucket:
            file.link_to(folder / path)
    if publication.before and publication.before[0] == manifest:
        return
    at = (place / MANIFEST)._at
    for n_try in range(_TRIES):
        if call("put_if", bucket.url, at, manifest, publication.before and publication.before[1]):
            break
        # Said by the store also where the first of two tries had come through, and its answer had not.
        now = Publication(place).before
        if now and now[0] == manifest:
            break
        if now != publication.before:
            raise OvertakenError(
                f"{place}: another run published this batch meanwhile, and its files stand; run again to replace them"
            )
        time.sleep(0.2 * 2**n_try)
    else:
        raise OvertakenError(f"{place}: the store refused {_TRIES} times to write {MANIFEST}; run again")
    _delete_old_editions(place, bucket, {edition, before})


def _edition_of(before: tuple[bytes, Any] | None) -> str | None:
    try:
        return str(json.loads(before[0])[EDITION]) if before else None
    except (ValueError, KeyError, TypeError):
        return None


def _delete_old_editions(place: Place, bucket: Bucket, kept: set[str | None]) -> None:
    """Editions that neither this manifest nor the one before it names, and that nobody can be writing any more."""
    now = max((written for *_, written in bucket.listed(place._at)), default=0.0)  # by the store's own clock
    folder = editions_of(place)
    listed = [(_first_part(key, folder), key, written) for key, *_, written in bucket.listed(folder._at)]
    newest: dict[str, float] = {}
    for edition, _, written in listed:
        newest[edition] = max(newest.get(edition, 0), written)
    old = {edition for edition, written in newest.items() if written < now - _ABANDONED_SECONDS} - kept
    bucket.delete_all([key for edition, key, _ in listed if edition in old])


def _first_part(key: str, folder: Place) -> str:
    return key[len(folder._at) :].lstrip("/").partition("/")[0]


def restore(staged: Place, place: Place) -> None:
    """What a killed `publish` had put aside stands at its place again, or is gone if the place is taken."""
    if place.can_lock:
        put_back(str(staged), str(place))


def withdraw(place: Place) -> None:
    """Nothing of the batch is there: first nothing says that it is."""
    place.delete()
    if isinstance(place._store, Bucket):
        editions_of(place).delete()


def hold(lock: Place) -> None:
    """Others can tell that this process is at work, until it ends, where a store has locks.

    Elsewhere an empty file is written: what cannot be written is said before any work. Raises StoreError.
    """
    if lock.can_lock:
        hold_lock(str(lock))
    else:
        lock.parent.create_all([(lock.name, b"")])


def sweep(folder: Place, used: Mapping[str, Iterable[str]], *, lock: Place) -> None:
    """Of each of the folders in `folder` what is not used is gone, unless another run may be reading it.

    On a disk the lock tells. On an object store what has not been written for a day goes: a run that it is taken from
    makes it again.
    """
    if isinstance(folder._store, Bucket):
        _sweep_objects(folder, folder._store, used, lock)
        return
    with alone(str(lock)) as nobody_else:
        for name, names in used.items():
            kept = set(names)
            for one in (folder / name).names():
                if nobody_else and one not in kept:
                    (folder / name / one).delete()


def _sweep_objects(folder: Place, bucket: Bucket, used: Mapping[str, Iterable[str]], lock: Place) -> None:
    kept = {(name, one) for name, names in used.items() for one in names}
    listed = bucket.listed(folder._at)
    now = next((written for key, _, _, written in listed if key == lock._at), 0.0)
    stale = []
    for key, _, _, written in listed:
        name, _, rest = key[len(folder._at) :].lstrip("/").partition("/")
        if name in used and (name, rest.partition("/")[0]) not in kept and written < now - _ABANDONED_SECONDS:
            stale.append(key)
    bucket.delete_all(stale)
