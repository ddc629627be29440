"""What damage costs a WARC: every whole record comes out, every broken one is named, and memory is bounded.

    python benchmarks/warc_damage.py PAGES [--mb 1000] [--places 100] [--tail-mb 8] [--emit] [--keep FOLDER]

From the HTML files of the folder PAGES one WARC.gz of `--mb` megabytes is made as the news crawl writes them: a gzip
member a record, requests and responses, digests. It is damaged and read as the pipeline reads it (stock, which cuts it
into inputs, and the records of each input):

- flipped: one byte each at `--places` places, all in one file;
- cut: the file ends at a place, `--places` times. Of each the last `--tail-mb` before the place are read, from the
  beginning of a member on, and of the last place of all the whole file.

With `--emit` a file of each kind goes through the whole pipeline as well. Printed for each: how many responses are
whole, came out right, and were lost; how many are broken, named with container and place, and unnamed; seconds; the
process's memory. Ends with status 1 where one was lost or unnamed, or came out wrong.
"""

from __future__ import annotations

import argparse
import base64
import bisect
import gzip
import hashlib
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

NAME = "crawl.warc.gz"
_COPY_BYTES = 1 << 20
_PLACE = re.compile(r"byte (\d+) of the container")


class Member(NamedTuple):
    """A record in a gzip member of its own."""

    start: int
    end: int
    url: str | None  # of a response
    sha256: str  # of its page


# --- the archive ------------------------------------------------------------------------------------------------------


def make_warc(pages: list[bytes], n_bytes: int, path: Path) -> list[Member]:
    """An archive of so many bytes stands at `path`: the pages over and over, each time at another address."""
    members: list[Member] = []
    with path.open("wb") as stream:

        def write(record: bytes, url: str | None = None, page: bytes = b"") -> None:
            start = stream.tell()
            stream.write(gzip.compress(record, 1, mtime=0))
            members.append(Member(start, stream.tell(), url, hashlib.sha256(page).hexdigest()))

        write(_record("warcinfo", None, b"software: a crawler\r\n", "application/warc-fields"))
        k = 0
        while stream.tell() < n_bytes:
            url = f"https://outlet-{k % 200}.example/{k}"
            page = pages[k % len(pages)] + b"<!-- %d -->" % k
            write(_record("request", url, b"GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"))
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            write(_record("response", url, http, "application/http; msgtype=response"), url, page)
            k += 1
    return members


def _record(kind: str, url: str | None, block: bytes, content_type: str) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    lines = ["WARC/1.0", f"WARC-Type: {kind}", "WARC-Date: 2026-01-01T00:00:00Z", f"Content-Type: {content_type}"]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    lines += [f"WARC-Block-Digest: sha1:{digest}", f"Content-Length: {len(block)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


# --- one reading, in a process of its own -----------------------------------------------------------------------------


def read(folder: Path) -> dict[str, Any]:
    """What the pipeline reads of the folder: the digests of pages, and where damage is."""
    from copydesk.read.formats import ReadOptions
    from copydesk.read.inventory import list_source, read_records, take_inventory
    from copydesk.records import Damaged, Source
    from copydesk.store import Place

    options = ReadOptions()
    pages, damaged = list[str](), list[tuple[str, int]]()
    with tempfile.TemporaryDirectory() as pieces:
        listing = list_source(str(folder))
        for found in take_inventory(listing, known={}, options=options, pieces=Place(Path(pieces))):
            for row in read_records(found, listing.folder, options=options, pieces=Place(Path(pieces))):
                if isinstance(row, Source):
                    pages.append(hashlib.sha256(row.data).hexdigest())
                elif isinstance(row, Damaged):
                    damaged.append((row.path, row.offset))
    return {"pages": pages, "damaged": damaged}


def emit(folder: Path) -> dict[str, Any]:
    """The same of a batch that the whole pipeline made of it."""
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as output:
        command = ["copydesk.tasks", "EmitCanonical", "--source", str(folder), "--output-dir", output]
        run = [sys.executable, "-m", "luigi", "--module", *command, "--local-scheduler", "--log-level", "WARNING"]
        subprocess.run(run, check=True, stderr=subprocess.DEVNULL)
        batch = Path(output) / folder.name
        articles = pq.read_table(batch / "articles.parquet", columns=["source_sha256"]).to_pylist()
        quarantine = [json.loads(line) for line in (batch / "quarantine.jsonl").read_text().splitlines()]
    # What was read and is no article has its page's digest; of what could not be read the error says where it stands.
    places = [(row, _PLACE.search(row.get("error") or "")) for row in quarantine if row["reason"] != "passed_over"]
    pages = [row["source_sha256"] for row in [*articles, *(row for row, place in places if not place)]]
    return {"pages": pages, "damaged": [(row["source_path"], int(place[1])) for row, place in places if place]}


READERS = {"read": read, "emit": emit}


def measured(reader: str, folder: Path) -> dict[str, Any]:
    """What a process of its own says."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, __file__, "--run", reader, str(folder)], stdout=subprocess.PIPE, check=True)
    return {**json.loads(done.stdout), "seconds": time.perf_counter() - began}


def run_one(reader: str, folder: str) -> None:
    result = READERS[reader](Path(folder))
    # `ru_maxrss` of this process would count what the benchmark held that it was forked from.
    (own,) = re.findall(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.M)
    used = int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({**result, "peak_mb": max(used) / 1024}))


# --- damage -----------------------------------------------------------------------------------------------------------


class Tally(NamedTuple):
    """What became of the responses of some files."""

    whole: int = 0
    lost: int = 0
    wrong: int = 0
    broken: int = 0
    unnamed: int = 0

    def __add__(self, other: tuple[int, ...]) -> Tally:  # type: ignore[override]
        return Tally(*map(sum, zip(self, other, strict=True)))


def tally(members: list[Member], touched: set[int], shift: int, found: dict[str, Any]) -> Tally:
    """What became of a file's members, the `touched` of which are damaged; it begins at `shift` of the archive."""
    right = set(found["pages"])
    whole = [m for i, m in enumerate(members) if i not in touched and m.url]
    broken = [m for i, m in enumerate(members) if i in touched and m.url and m.sha256 not in right]
    expected = {m.sha256 for m in members}
    starts = [m.start - shift for m in members]
    named = {bisect.bisect_right(starts, offset) - 1 for _, offset in found["damaged"]}
    numbers = {path.rpartition("#")[2] for path, _ in found["damaged"] if path.startswith(NAME + "#")}
    is_named = [i in named or str(i + 1) in numbers for i in range(len(members))]
    return Tally(
        len(whole),
        sum(m.sha256 not in right for m in whole),
        sum(page not in expected for page in right) + len(found["pages"]) - len(right),
        len(broken),
        sum(not is_named[members.index(m)] for m in broken),
    )


def flipped(warc: Path, members: list[Member], places: list[int], folder: Path) -> set[int]:
    """A copy stands in the folder with one bit of the byte at each place turned; which members that is."""
    folder.mkdir()
    shutil.copyfile(warc, folder / NAME)
    with (folder / NAME).open("r+b") as stream:
        for place in places:
            stream.seek(place)
            (byte,) = stream.read(1)
            stream.seek(place)
            stream.write(bytes([byte ^ 1 << place % 8]))
    return set(map(_member_at(members), places))


def cut_at(warc: Path, members: list[Member], place: int, n_bytes: int, folder: Path) -> tuple[range, set[int]]:
    """The bytes before the place, so many of them, stand in the folder; which members these are, and the broken one."""
    member_at = _member_at(members)
    first, last = member_at(max(0, place - n_bytes)), member_at(place - 1)
    folder.mkdir()
    with warc.open("rb") as stream, (folder / NAME).open("wb") as out:
        stream.seek(members[first].start)
        left = place - members[first].start
        while left:
            left -= out.write(stream.read(min(left, _COPY_BYTES)))
    return range(first, last + 1), {last} if members[last].end > place else set()


def _member_at(members: list[Member]) -> Any:
    starts = [member.start for member in members]
    return lambda place: bisect.bisect_right(starts, place) - 1


def check(warc: Path, members: list[Member], options: argparse.Namespace, work: Path) -> Iterator[Tally]:
    """Each kind of damage; a line is printed for it."""
    choose = random.Random(14)
    places = sorted(choose.sample(range(members[1].start, members[-1].end), options.places))
    for reader in ["read", *(["emit"] if options.emit else [])]:
        touched = flipped(warc, members, places, work / "flipped")
        yield _told(f"flipped, {reader}", members, touched, 0, measured(reader, work / "flipped"))
        shutil.rmtree(work / "flipped")
        part, touched = cut_at(warc, members, places[-1], places[-1], work / "cut")
        yield _told(f"cut at {places[-1]}, {reader}", members[: part.stop], touched, 0, measured(reader, work / "cut"))
        shutil.rmtree(work / "cut")
    total, peak, seconds = Tally(), 0.0, 0.0
    for place in places:
        part, touched = cut_at(warc, members, place, options.tail_mb * 1_000_000, work / "cut")
        found = measured("read", work / "cut")
        shutil.rmtree(work / "cut")
        own, shift = members[part.start : part.stop], members[part.start].start
        total += tally(own, {i - part.start for i in touched}, shift, found)
        peak, seconds = max(peak, found["peak_mb"]), seconds + found["seconds"]
    _print(f"cut at {len(places)} places, their ends", total, peak, seconds)
    yield total


def _told(what: str, members: list[Member], touched: set[int], shift: int, found: dict[str, Any]) -> Tally:
    counts = tally(members, touched, shift, found)
    _print(what, counts, found["peak_mb"], found["seconds"])
    return counts


def _print(what: str, counts: Tally, peak_mb: float, seconds: float) -> None:
    said = ", ".join(f"{n} {name}" for name, n in counts._asdict().items())
    print(f"{what:40} {said}; {peak_mb:.0f} MB, {seconds:.1f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--mb", type=float, default=1000)
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--tail-mb", type=int, default=8)
    parser.add_argument("--emit", action="store_true", help="the whole pipeline as well")
    parser.add_argument("--keep", type=Path, help="work in this folder, on a disk with room for two archives")
    options = parser.parse_args()
    pages = [path.read_bytes() for path in sorted(options.pages.rglob("*.html"))]
    with tempfile.TemporaryDirectory(dir=options.keep) as folder:
        warc = Path(folder) / "whole.warc.gz"
        members = make_warc(pages, int(options.mb * 1_000_000), warc)
        n_responses = sum(member.url is not None for member in members)
        print(f"{warc.stat().st_size / 1e6:.0f} MB, {n_responses} responses, {len(members)} members", flush=True)
        tallies = list(check(warc, members, options, Path(folder)))
    return int(any(found.lost or found.wrong or found.unnamed for found in tallies))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--run"]:
        run_one(*sys.argv[2:])
    else:
        sys.exit(main())
