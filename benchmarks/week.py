"""Whether a week of dated batches that is killed again and again ends as an undisturbed one; what a second run does.

    python benchmarks/week.py [FOLDER] [--pages PAGES] [--kills 10] [--seed 1] [--articles 5] [--config FILE]
                               [--bucket URL]

A week of pages of six outlets is made in FOLDER (a temporary one, if none is given), of sentences of our own or from
PAGES, records {"html"} as `benchmarks/strip.py` reads them; one article in five is printed again by another outlet one
to three days later. RangeDaily runs it with two workers: undisturbed; then killed with all its processes at random
moments, as often as `--kills` says, and run to its end; then once more; then with a page of day 3 changed.
With `--bucket s3://...` the disturbed week is read from there and written there; the store's address and credentials
come from the environment, as for any run.

Printed as JSON: seconds of each, at which part of an undisturbed run's time the kills fell, whether all files of all
batches have the same bytes, and which batches the changed page made anew. Exit status 1 where any of it is not so.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from copydesk.store import Place, files_of

sys.path.insert(0, str(Path(__file__).parent))

OUTLETS = ("ferry.example", "harbour.example", "mill.example", "quarry.example", "tower.example", "weir.example")
FIRST = datetime.date(2026, 11, 2)
N_DAYS = 7
REPRINTED = 0.2
SECOND_RUN_SECONDS = 10.0
WHO = (
    "The mayor",
    "A spokesman",
    "The company",
    "The council",
    "One witness",
    "The minister",
    "Her lawyer",
    "The club",
)
DID = ("announced", "denied", "confirmed", "regretted", "explained", "promised", "recalled", "described")
WHAT = (
    "the closure",
    "a new bridge",
    "the budget",
    "an old quarrel",
    "the flood",
    "a strike",
    "the harvest",
    "the vote",
)
WHEN = ("on Monday", "after the meeting", "in a letter", "before the court", "at the harbour", "late at night")
WHY = ("because nobody else would", "as winter came", "to calm the neighbours", "although prices rose", "despite rain")
PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title><link rel="canonical" href="{url}"></head><body>
<header><nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/weather">Weather</a></nav></header>
<article><h1>{title}</h1><p class="byline">By the staff of {outlet}</p>{body}
<p>Sign up for the newsletter of {outlet}, every morning in your inbox.</p></article>
<aside><h2>Most read</h2><ul><li><a href="/1">The ten best walks</a></li></ul></aside>
<footer>Copyright {outlet}. All rights reserved.</footer></body></html>"""


def make_week(folder: Path, pages: list[str], n_articles: int, choose: random.Random) -> None:
    """`crawl/%Y/%m/%d` in the folder has every outlet's pages of each day."""
    printed: list[tuple[int, str, str, str]] = []
    for day in range(N_DAYS):
        here = folder / f"crawl/{FIRST + datetime.timedelta(day):%Y/%m/%d}"
        here.mkdir(parents=True)
        rows = ["file,outlet,url,published"]
        for outlet in OUTLETS:
            for n in range(n_articles):
                url = f"https://{outlet}/{day}/{n}"
                earlier = [one for one in printed if 1 <= day - one[0] <= 3 and one[1] != outlet]
                if earlier and choose.random() < REPRINTED:
                    _, _, title, body = choose.choice(earlier)
                else:
                    title, body = f"{sentence(choose)} {day}-{n}", "".join(paragraph(choose) for _ in range(6))
                printed.append((day, outlet, title, body))
                text = PAGE.format(title=title, url=url, outlet=outlet, body=body)
                if pages and choose.random() > REPRINTED:
                    text = choose.choice(pages)
                name = f"{outlet}-{n}.html"
                (here / name).write_text(text, "utf-8", "replace")
                rows.append(f"{name},{outlet},{url},{FIRST + datetime.timedelta(day)}")
        (here / "manifest.csv").write_text("\n".join(rows) + "\n", "utf-8")


def sentence(choose: random.Random) -> str:
    """One of fifteen thousand, with a number."""
    said = " ".join(choose.choice(words) for words in (WHO, DID, WHAT, WHEN, WHY))
    return f"{said} for the {choose.randrange(2, 999)}th time"


def paragraph(choose: random.Random) -> str:
    """Four sentences."""
    return "<p>" + ". ".join(sentence(choose) for _ in range(4)) + ".</p>\n"


class Week(NamedTuple):
    """A run of the week: from where, to where."""

    folder: Path  # in which it runs
    source: str
    output: str
    config: str | None


def start(week: Week) -> subprocess.Popen[bytes]:
    """The week's run, in a process group of its own."""
    given = {"source": f"{week.source}/%Y/%m/%d", "output_dir": week.output}
    given |= {"config": week.config} if week.config else {}
    last = FIRST + datetime.timedelta(N_DAYS)
    command = [str(Path(sys.executable).parent / "luigi"), "--module", "copydesk.tasks", "RangeDaily"]
    command += ["--of", "EmitCanonical", "--of-params", json.dumps(given), "--start", str(FIRST), "--stop", str(last)]
    command += ["--days-back", "99999", "--workers", "2", "--log-level", "WARNING"]
    log = open(week.folder / f"{Place(week.output).name}.log", "ab")  # noqa: SIM115 - the process has it
    return subprocess.Popen(command, cwd=week.folder, stderr=log, stdout=log, start_new_session=True)


def run(week: Week) -> float:
    """How many seconds the week took."""
    begun = time.monotonic()
    status = start(week).wait()
    if status:
        raise SystemExit(f"exit status {status}; see the logs in {week.folder}")
    return time.monotonic() - begun


def kill(week: Week, seconds: float) -> bool:
    """Whether the run was at work still when it and all its processes were killed, after so many seconds."""
    running = start(week)
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return True
    return False


def batches(output: Place) -> dict[str, str]:
    """A digest of all files of each batch, by name."""
    found = {}
    for name in output.names():
        if not name.startswith("."):
            batch = output / name
            files = {entry.path: files_of(batch) / entry.path for entry in files_of(batch).files()}
            files["manifest.json"] = batch / "manifest.json"
            digest = hashlib.sha256()
            for path, place in sorted(files.items()):
                digest.update(f"{path}\n".encode() + place.read_bytes())
            found[name] = digest.hexdigest()
    return found


def manifests(output: Place) -> dict[str, bytes]:
    """Each batch's manifest, by the batch's name."""
    return {name: (output / name / "manifest.json").read_bytes() for name in output.names() if name[0] != "."}


def read_pages(path: Path | None) -> list[str]:
    if path is None:
        return []
    from strip import read_records

    return [record["html"] for record in read_records(path) if record.get("html")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=5, help="of each outlet and day")
    parser.add_argument("--bucket", help="URL of an empty one, or of a folder in it")
    parser.add_argument("--config", type=lambda path: str(Path(path).resolve()))
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="week-"))
    choose = random.Random(options.seed)
    make_week(folder, read_pages(options.pages), options.articles, choose)
    undisturbed = Week(folder, "crawl", "undisturbed", options.config)
    killed = undisturbed._replace(output="killed")
    if options.bucket:
        killed = Week(folder, f"{options.bucket}/crawl", f"{options.bucket}/killed", options.config)
        files = ((path.relative_to(folder), path.read_bytes()) for path in (folder / "crawl").rglob("*.*"))
        Place(options.bucket).create_all((path.as_posix(), data) for path, data in files)

    seconds = {"undisturbed": run(undisturbed)}
    shares = []
    while len(shares) < options.kills:
        share = choose.uniform(0.05, 0.3)
        if not kill(killed, share * seconds["undisturbed"]):
            break  # it was done
        shares.append(round(share, 2))
    seconds["after the kills"] = run(killed)
    place = Place(killed.output if options.bucket else folder / "killed")
    is_same = batches(place) == batches(Place(folder / "undisturbed"))
    seconds["second run"] = run(killed)

    name = f"{FIRST + datetime.timedelta(2):%Y/%m/%d}/{OUTLETS[0]}-0.html"
    page = (Place(killed.source) if options.bucket else Place(folder / "crawl")) / name
    changed = page.read_bytes().replace(b"</body>", f"{paragraph(choose)}</body>".encode())
    page.parent.create_all([(page.name, changed)])
    before = manifests(place)
    seconds["day 3 changed"] = run(killed)
    anew = [name for name, manifest in manifests(place).items() if before[name] != manifest]
    is_quiet = seconds["second run"] < SECOND_RUN_SECONDS
    print(
        json.dumps(
            {
                "seconds": {name: round(value, 1) for name, value in seconds.items()},
                "killed_at": shares,
                "n_batches": len(before),
                "same_bytes": is_same,
                "second_run_is_quiet": is_quiet,
                "made_anew": anew,
            }
        )
    )
    return 0 if is_same and is_quiet and f"crawl-{FIRST + datetime.timedelta(2)}" in anew else 1


if __name__ == "__main__":
    sys.exit(main())
