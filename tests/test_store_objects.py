"""What lies in an object store is asked for, and behaves, as what lies on a disk; whatever the network does."""

import hashlib
import os
import random
import signal
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from copydesk.errors import BatchError, GoneError, StoreError
from copydesk.store import (
    OvertakenError,
    Place,
    Publication,
    calling,
    files_of,
    find_files,
    publish,
    publishing,
    sweep,
    withdraw,
)
from tests.conftest import use_store
from tests.object_store import AFTER, BEFORE, SECRET, WITHIN, Gate, ask, needs_server, serving

pytestmark = needs_server


@pytest.fixture(params=["disk", "bucket"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A folder that is not there yet, in each kind of store."""
    return Place(tmp_path) / "a" if request.param == "disk" else Place(request.getfixturevalue("bucket")) / "a"


def until(is_so: Callable[[], bool]) -> None:
    """It is so, within a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def write(place: Place, data: bytes) -> None:
    with place.write() as stream:
        stream.write(data)


def test_a_folder_begins_with_what_is_written_into_it(folder: Place) -> None:
    """And ends with it."""
    assert not folder.is_folder()
    assert not folder.is_file()
    assert folder.names() == []
    write(folder / "b" / "c.txt", b"hello")
    assert folder.is_folder()
    assert not folder.is_file()
    assert (folder / "b" / "c.txt").is_file()
    assert folder.names() == ["b"]
    folder.delete()
    assert not folder.is_folder()
    folder.delete()


@pytest.mark.parametrize("data", [b"", b"hello", bytes(range(256)) * 5000])
def test_what_is_written_is_read(folder: Place, data: bytes) -> None:
    """In whatever way."""
    place = folder / "b é #1%20?*.txt"
    write(place, data)
    assert place.read_bytes() == data
    assert place.n_bytes() == len(data)
    with place.open() as stream:
        assert stream.read() == data
        stream.seek(len(data) // 2)
        assert stream.read(7) == data[len(data) // 2 :][:7]
    with place.local() as path:
        assert path.read_bytes() == data
    assert [(entry.path, entry.n_bytes) for entry in folder.files()] == [(place.name, len(data))]
    place.link_to(folder / "other")
    assert (folder / "other").sha256() == place.sha256()


def test_what_is_not_there_is_told_as_from_a_disk(folder: Place) -> None:
    """FileNotFoundError, whatever was asked."""
    asked: list[Callable[[], object]] = [
        (folder / "a").read_bytes, (folder / "a").open, (folder / "a").version, (folder / "a").sha256,
    ]  # fmt: skip
    for ask_for in asked:
        with pytest.raises(FileNotFoundError):
            ask_for()


def test_another_file_has_another_version(folder: Place) -> None:
    """Of the same size, too."""
    write(folder / "a", b"hello")
    before = (folder / "a").version()
    write(folder / "a", b"hallo")
    assert (folder / "a").version() != before


def test_a_block_that_fails_writes_nothing(folder: Place) -> None:
    """What stood there stays."""
    write(folder / "a", b"hello")
    half = (folder / "a").write()
    half.__enter__().write(b"half")
    assert not half.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert (folder / "a").read_bytes() == b"hello"


def test_a_new_file_is_read_while_it_is_written_and_there_when_it_is_closed(folder: Place) -> None:
    """As pieces of a container are."""
    stream = (folder / "piece").open_new()
    stream.write(b"hello")
    stream.seek(1)
    assert stream.read() == b"ello"
    stream.close()
    assert (folder / "piece").read_bytes() == b"hello"


@pytest.mark.parametrize(
    "pattern, found",
    [
        ("", ["b.txt", "c/d.txt", "c/e/f.txt", "c/g1.html"]),
        ("/c", ["d.txt", "e/f.txt", "g1.html"]),
        ("/b.txt", ["b.txt"]),
        ("/*.txt", ["b.txt"]),
        ("/c/*", ["d.txt", "g1.html"]),
        ("/*/*.txt", ["c/d.txt"]),
        ("/**/*.txt", ["b.txt", "c/d.txt", "c/e/f.txt"]),
        ("/c/g[0-9].html", ["g1.html"]),
        ("/c/g[!0-9].html", []),
        ("/c/?.txt", ["d.txt"]),
        ("/c/**", ["d.txt", "e/f.txt", "g1.html"]),
    ],
)
def test_a_source_means_the_same_files_wherever_it_lies(folder: Place, pattern: str, found: list[str]) -> None:
    """A folder, a file or a glob; hidden files are none."""
    folder.create_all((path, b"x") for path in ("b.txt", "c/d.txt", "c/e/f.txt", "c/g1.html", ".h.txt", "c/.i/j.txt"))
    where, entries = find_files(f"{folder}{pattern}")
    assert [entry.path for entry in entries] == found
    assert all((where / entry.path).is_file() for entry in entries)


def test_a_source_that_is_not_there_is_gone(folder: Place) -> None:
    """A task waits for it."""
    with pytest.raises(GoneError, match="no such folder"):
        find_files(f"{folder}/nothing")


def test_sizes_are_those_of_the_files(folder: Place) -> None:
    """At any depth; -1 where there is none."""
    folder.create_all([("a", b"1"), ("b/c", b"22"), ("b/d/e", b"333")])
    assert folder.sizes(["b/d/e", "a", "x", "b/c", "b/x"]) == [3, 1, -1, 2, -1]


@pytest.mark.parametrize("name", ["foo://bucket/x", "http://host/x", "sftp://host/x", "C:\\in", "c:/in"])
def test_a_kind_of_place_that_is_not_known_is_refused(name: str) -> None:
    """In one line that says which are."""
    with pytest.raises(BatchError, match=r"^[^\n]*a kind that is known: s3://, gs://[^\n]*$"):
        Place(name)


def test_places_of_one_name_are_one_place() -> None:
    """However it is written."""
    assert Place("S3://news/a//b/../c/") == Place("s3://news/a/c") != Place("s3://others/a/c")
    assert str(Place("s3://news/a").parent.parent) == "s3://news"
    assert Place("s3://news/a/b").is_inside(Place("s3://news/a"))
    assert not Place("s3://news/ab").is_inside(Place("s3://news/a"))
    assert not Place("s3://news/a/b").is_inside(Place("a"))
    assert Place("file:///in/a%20b") == Place("/in/a b")


def test_a_forked_process_speaks_to_the_store(bucket: str) -> None:
    """Luigi forks one for each task, from a process that has asked already."""
    write(Place(bucket) / "a", b"hello")
    assert (Place(bucket) / "a").read_bytes() == b"hello"
    child = os.fork()
    if not child:
        try:
            os._exit((Place(bucket) / "a").read_bytes() != b"hello")
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


def test_what_is_kept_on_this_machine_goes_with_the_last_who_asks(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However he ends; a process that he forked counts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    child = os.fork()
    if not child:
        write(Place(bucket) / "a", b"hello")
        if not os.fork():
            os.kill(os.getppid(), signal.SIGKILL)
            there = (Place(bucket) / "a").read_bytes() == b"hello" and len(list(tmp_path.glob("copydesk-*"))) == 1
            (tmp_path / "grandchild").write_text(str(there))
            os._exit(0)
        signal.pause()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    until(lambda: (tmp_path / "grandchild").exists() and not list(tmp_path.glob("copydesk-*")))
    assert (tmp_path / "grandchild").read_text() == "True"
    assert not list(tmp_path.glob("copydesk-*"))


def test_a_long_file_is_sent_in_parts(bucket: str, gate: Gate) -> None:
    """And comes back as it was, from any place in it, without being fetched whole."""
    data = random.Random(0).randbytes(20_000_000)
    write(Place(bucket) / "a", data)
    assert sum("partNumber" in request for request in gate.requests) == 3
    use_fresh_porter()
    gate.requests.clear()
    with (Place(bucket) / "a").open() as stream:
        for at in (19_999_990, 5, 10_000_000, 10_000_100):
            stream.seek(at)
            assert stream.read(50) == data[at : at + 50]
        assert stream.seek(-10, os.SEEK_END) == 19_999_990
    assert len(gate.requests) < 8
    assert (Place(bucket) / "a").sha256() == hashlib.sha256(data).hexdigest()


def use_fresh_porter() -> None:
    """As a run that begins: nothing is kept on this machine."""
    calling._counter, calling._lines = None, threading.local()


def test_an_archive_is_read_where_it_lies(bucket: str, gate: Gate) -> None:
    """One file of a long zip costs its own bytes and the directory's."""
    with (Place(bucket) / "a.zip").write() as stream, zipfile.ZipFile(stream, "w") as archive:
        for n in range(20):
            archive.writestr(f"{n}.txt", random.Random(n).randbytes(1_000_000))
    use_fresh_porter()
    gate.requests.clear()
    with (Place(bucket) / "a.zip").open() as stream, zipfile.ZipFile(stream) as archive:
        assert archive.read("11.txt") == random.Random(11).randbytes(1_000_000)
    assert len(gate.requests) < 10


def test_an_object_that_changes_while_it_is_read_is_noticed(bucket: str) -> None:
    """Half of the one and half of the other is nothing."""
    write(Place(bucket) / "a", b"1" * 5_000_000)
    use_fresh_porter()
    with (Place(bucket) / "a").open() as stream:
        assert stream.read(10) == b"1" * 10
        write(Place(bucket) / "a", b"2" * 5_000_000)
        stream.seek(4_000_000)
        with pytest.raises(StoreError, match="changed while it was read"):
            stream.read(10)


def test_thousands_of_objects_are_one_listing(bucket: str, gate: Gate) -> None:
    """A request for each thousand."""
    Place(bucket).create_all((f"in/{n % 7}/{n}.txt", b"x") for n in range(2500))
    use_fresh_porter()
    gate.requests.clear()
    _, entries = find_files(f"{bucket}/in")
    assert len(entries) == 2500
    assert len(gate.requests) <= 4
    gate.requests.clear()
    Place(f"{bucket}/in").delete()
    assert Place(f"{bucket}/in").names() == []
    assert len(gate.requests) <= 8


def test_files_that_are_expected_are_on_their_way_before_they_are_asked_for(bucket: str, gate: Gate) -> None:
    """Some at a time; what is not asked for after all, or is asked for out of turn, does not matter."""
    folder = Place(bucket) / "in"
    folder.create_all((f"{n}", b"%d" % n) for n in range(100))
    use_fresh_porter()
    gate.requests.clear()
    folder.expect([f"{n}" for n in range(100)])
    until(lambda: len(gate.requests) > 10)
    n_before = []
    for n in (0, 1, 2, 50, 3, 98, 97, 99, 4):
        assert (folder / f"{n}").read_bytes() == b"%d" % n
        with (folder / f"{n + 1}" if n < 99 else folder / "0").open() as stream:
            assert stream.read() == b"%d" % ((n + 1) % 100)
        n_before.append(len(gate.requests))
    assert n_before[-1] < 60


def test_what_some_tools_leave_for_a_folder_is_no_file(bucket: str, s3_server: str) -> None:
    """An object of its name, with nothing in it."""
    write(Place(bucket) / "in" / "a.txt", b"x")
    ask(s3_server, "PUT", f"/{bucket.removeprefix('s3://')}/in/")
    assert [entry.path for entry in find_files(f"{bucket}/in")[1]] == ["a.txt"]
    assert Place(f"{bucket}/in").names() == ["a.txt"]


def test_a_file_that_is_forgotten_is_not_sent(bucket: str) -> None:
    """It may be half of what it was to be."""
    stream = (Place(bucket) / "piece").open_new()
    stream.write(b"half")
    del stream
    assert not (Place(bucket) / "piece").is_file()


# What the network and the store do in between.


def do_some_work(bucket: str) -> dict[str, bytes]:
    """Everything that a run asks of a store; what stands there then."""
    place = Place(bucket)
    place.create_all((f"in/{n}", b"%d" % n) for n in range(2))
    write(place / "big", b"0123456789" * 900_000)
    assert len(find_files(f"{bucket}/in")[1]) == 2
    put_batch(place / "batch", b"one")
    put_batch(place / "batch", b"two")
    (place / "in" / "1").delete()
    use_fresh_porter()
    with (place / "big").open() as stream:
        stream.seek(3_000_000)
        assert stream.read(10) == b"0123456789"
    with (place / "big").local() as path:
        assert path.stat().st_size == 9_000_000
    return {entry.path: (place / entry.path).read_bytes() for entry in place.files()}


def put_batch(place: Place, data: bytes, *, publication: Publication | None = None) -> None:
    """A batch of one file and a manifest."""
    edition = data.hex().ljust(16, "0")
    write(place.parent / "work" / edition, data)
    manifest = b'{"edition": "%s"}' % edition.encode()
    files = {"a": place.parent / "work" / edition}
    publish(publication or Publication(place), files, manifest, staged=place, edition=edition)


@pytest.mark.parametrize("fault", [BEFORE, AFTER, WITHIN])
def test_one_request_that_fails_does_not_show(bucket: str, gate: Gate, fault: str) -> None:
    """Each in turn: the connection is cut before the store has the request, after it has done it, or in its answer."""
    expected = do_some_work(bucket)
    n_requests = len(gate.requests)
    assert n_requests > 25
    for n in range(1, n_requests + 1):
        Place(bucket).delete()
        gate.requests.clear()
        gate.plan = lambda i, method, path, n=n: fault if i == n else None  # type: ignore[misc]
        use_fresh_porter()
        assert do_some_work(bucket) == expected, n
        gate.plan = lambda i, method, path: None


def test_a_store_that_throttles_every_third_request_is_a_slow_one(bucket: str, gate: Gate) -> None:
    """Nothing else."""
    gate.plan = lambda n, method, path: 503 if n % 3 == 0 else None
    assert len(do_some_work(bucket)) == 7


@pytest.mark.parametrize("is_there_before", [False, True])
def test_of_twenty_who_publish_at_once_one_does(bucket: str, is_there_before: bool) -> None:
    """The others are told in one line, and the batch that stands is one of them, whole."""
    place = Place(bucket) / "batch"
    if is_there_before:
        put_batch(place, b"before")
    begin, begun = os.pipe()
    children = []
    for n in range(20):
        child = os.fork()
        if not child:
            status = 2
            try:
                publication = Publication(place)
                os.close(begun)
                os.read(begin, 1)  # until all are there
                put_batch(place, b"by%d" % n, publication=publication)
                status = 0
            except OvertakenError as error:
                status = 1 if "\n" not in str(error) and "another run published" in str(error) else 3
            finally:
                os._exit(status)
        children.append(child)
    os.close(begun)
    statuses = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(statuses) == [0] + [1] * 19
    assert (files_of(place) / "a").read_bytes() == b"by%d" % statuses.index(0)


def test_two_who_publish_the_same_both_have_published(bucket: str) -> None:
    """What stands there is what either wanted."""
    place = Place(bucket) / "batch"
    first, second = Publication(place), Publication(place)
    put_batch(place, b"same", publication=first)
    put_batch(place, b"same", publication=second)
    assert (files_of(place) / "a").read_bytes() == b"same"


@pytest.mark.parametrize("says", ["the user", "the store"])
def test_a_store_without_conditions_has_the_last_ones_batch(
    bucket: str, gate: Gate, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    """It is whole, too."""
    if says == "the user":
        monkeypatch.setenv("AWS_CONDITIONAL_PUT", "disabled")
        use_fresh_porter()
    place = Place(bucket) / "batch"
    first, second = Publication(place), Publication(place)
    gate.has_conditions = False
    put_batch(place, b"first", publication=first)
    put_batch(place, b"second", publication=second)
    assert (files_of(place) / "a").read_bytes() == b"second"


def test_readers_of_the_edition_before_can_read_on(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the next one; then it goes, once it is a day old, and whatever a killed run left."""
    out, editions = Place(bucket), Place(bucket) / ".editions" / "batch"
    place = out / "batch"
    put_batch(place, b"one")
    one = files_of(place)
    put_batch(place, b"two")
    assert (one / "a").read_bytes() == b"one"
    write(editions / "0123456789abcdef" / "a", b"left by a killed run")
    write(out / ".editions" / "batch2" / "0123456789abcdef" / "a", b"of another batch")
    put_batch(place, b"three")
    assert len(editions.names()) == 4
    monkeypatch.setattr(publishing, "_ABANDONED_SECONDS", -3600)
    put_batch(place, b"four")
    assert editions.names() == sorted(name.hex().ljust(16, "0") for name in (b"three", b"four"))
    assert (out / ".editions" / "batch2").names() == ["0123456789abcdef"]


def test_a_batch_is_listed_once_it_is_published(bucket: str) -> None:
    """Not before: a killed run leaves an edition, and nothing of the batch's name."""
    place = Place(bucket) / "batch"
    write(Place(bucket) / ".editions" / "batch" / "0123456789abcdef" / "a", b"half")
    assert "batch" not in place.parent.names()
    put_batch(place, b"one")
    assert "batch" in place.parent.names()
    assert place.names() == ["manifest.json"]
    withdraw(place)
    assert place.parent.names() == ["work"]


def test_results_that_nobody_used_for_a_day_go(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a store without locks nobody can be asked whether he is reading them."""
    work = Place(bucket) / "work"
    work.create_all([("run.lock", b""), ("strip/new/a", b"x"), ("strip/old/a", b"x"), ("origin.txt", b"x")])
    sweep(work, {"strip": {"new"}}, lock=work / "run.lock")
    assert (work / "strip").names() == ["new", "old"]
    monkeypatch.setattr(publishing, "_ABANDONED_SECONDS", -3600)
    sweep(work, {"strip": {"new"}}, lock=work / "run.lock")
    assert (work / "strip").names() == ["new"]
    assert (work / "origin.txt").is_file()


# What is wrong with the store is one line.


def one_line(error: Exception) -> str:
    assert "\n" not in str(error)
    assert SECRET not in str(error)
    return str(error)


def test_wrong_credentials_are_told_in_a_line_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a server that looks at them."""
    with serving(INITIAL_NO_AUTH_ACTION_COUNT="1") as address:
        ask(address, "PUT", "/closed")
        use_store(monkeypatch, address)
        for asked in (Place("s3://closed/a").is_folder, Place("s3://closed/a").read_bytes):
            with pytest.raises(StoreError, match=r"access denied.*credentials") as told:
                asked()
            one_line(told.value)
        with pytest.raises(StoreError, match="access denied") as told:
            write(Place("s3://closed/a"), b"x")
        one_line(told.value)


def test_a_store_that_is_not_there_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for minutes."""
    use_store(monkeypatch, "http://127.0.0.1:9")
    with pytest.raises(StoreError, match=r"no answer from http://127\.0\.0\.1:9; is that right") as told:
        Place("s3://news/a").is_folder()
    one_line(told.value)


def test_a_bucket_that_is_not_there_is_told_in_a_line(bucket: str) -> None:
    """Whether it is read or written."""
    for asked in (Place("s3://no-such-bucket/a").is_folder, lambda: write(Place("s3://no-such-bucket/a"), b"x")):
        with pytest.raises(StoreError, match="no such bucket") as told:
            asked()
        one_line(told.value)


def test_a_store_that_only_fails_is_told_in_a_line(bucket: str, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """403 in the middle of a run, as when a credential ends."""
    write(Place(bucket) / "a", b"x")
    gate.plan = lambda n, method, path: 403
    with pytest.raises(StoreError, match=r"access denied \(InvalidAccessKeyId\)") as told:
        (Place(bucket) / "a").read_bytes()
    assert "AKIATESTING" not in one_line(told.value)


def test_without_obstore_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra."""
    use_store(monkeypatch, "http://127.0.0.1:9")
    monkeypatch.setattr(calling.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match=r"pip install 'copydesk\[s3\]'"):
        Place("s3://news/a").is_folder()


def test_credentials_may_stand_in_the_users_aws_files(
    bucket: str, gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As other tools take them, with address and region."""
    (tmp_path / "config").write_text(f"[profile night]\nregion = eu-west-1\nendpoint_url = {gate.address}\n")
    (tmp_path / "credentials").write_text("[night]\naws_access_key_id = AKIANIGHT\naws_secret_access_key = x\n")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_PROFILE", "night")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    use_fresh_porter()
    write(Place(bucket) / "a", b"x")
    assert (Place(bucket) / "a").read_bytes() == b"x"
    assert any(f"/{bucket.removeprefix('s3://')}/a" in request for request in gate.requests)
