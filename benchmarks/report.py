"""What the report costs: its share of a batch, its files, and how long a search takes in a browser.

    python benchmarks/report.py PAGES [--kind text] [--sizes 1000,10000] [--chromium chromium]

PAGES are records {"html" | "text"}, from which `benchmarks/pipeline.py` makes articles. Printed for each size: CPU
seconds of the report and its share of the whole batch, milliseconds an article; files and bytes; the first page with
what it loads, the largest page, what a search loads first; and, where there is a Chromium, how long searches take by
the page's own clock, reading of files included.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import pipeline
from strip import read_records

TASKS = ("ReportRange", "TellReport", "ReportShare", "WriteReport")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
N_SEARCHES = 40


def build(pages: list[dict[str, object]], kind: str, n: int, work: Path) -> Path:
    """A batch of `n` articles; prints what its report cost."""
    source = work / f"{kind}-{n}"
    pipeline.make_articles(pages, kind, n, source)
    found = pipeline.measured("ours", source, work / "out")
    spent = sum(found["stages"].get(task, 0.0) for task in TASKS)
    print(f"\n{n} articles ({kind}): {found['cpu']:.1f} CPU s, {found['peak_mb']:.0f} MB")
    share, each = 100 * spent / found["cpu"], 1000 * spent / n
    print(f"  report: {spent:.1f} CPU s, {share:.1f}% of the batch, {each:.2f} ms an article")
    batch = work / "out" / source.name
    shutil.rmtree(source)
    return batch


def weigh(batch: Path) -> None:
    """Prints the report's files and bytes."""
    report = batch / "report"
    sizes = {path: path.stat().st_size for path in report.rglob("*") if path.is_file()}
    print(f"  {len(sizes)} files, {sum(sizes.values()) / 1e6:.1f} MB")
    first = sum(sizes[report / name] for name in ("index.html", "style.css", "script.js"))
    largest = max((path for path in sizes if path.suffix == ".html"), key=lambda path: sizes[path])
    print(
        f"  first look {first / 1e3:.0f} kB; largest page {largest.relative_to(report)} {sizes[largest] / 1e3:.0f} kB"
    )
    index = sizes[report / "find/index.js"]
    words = [size for path, size in sizes.items() if path.name.startswith("words-")]
    print(
        f"  search: {index / 1e3:.0f} kB first, then {len(words)} files of words of up to {max(words) / 1e3:.0f} kB, "
        f"{sum(words) / 1e6:.1f} MB in all"
    )


def search(batch: Path, chromium: str) -> None:
    """Prints how long searches take: each for words of some article's title."""
    import pyarrow.dataset as ds
    from playwright.sync_api import sync_playwright

    titles = ds.dataset(next(batch.glob("articles*"))).head(20 * N_SEARCHES, columns=["text"]).column(0).to_pylist()
    queries = [" ".join(text.split()[20:22]) for text in titles[::20]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        began = time.perf_counter()
        page.goto((batch / "report/index.html").resolve().as_uri())
        opened = time.perf_counter() - began
        began = time.perf_counter()
        page.goto((batch / "report/find.html").resolve().as_uri())
        page.wait_for_selector("html[data-search=done]", state="attached")
        ready = time.perf_counter() - began
        spent = []
        for query in queries:
            page.locator("#q").fill(query)
            page.locator("#q").press("Enter")
            page.wait_for_selector("html[data-search=done]", state="attached")
            spent.append(float(page.evaluate("document.documentElement.dataset.searchMs")))
        browser.close()
    print(f"  first page open in {1000 * opened:.0f} ms, the page to find by ready in {1000 * ready:.0f} ms")
    print(f"  {len(spent)} searches: median {statistics.median(spent):.0f} ms, worst {max(spent):.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--kind", choices=("html", "text"), default="text")
    parser.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default=[1000, 10_000])
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument("--keep", type=Path, help="where the batches are to stay")
    options = parser.parse_args()
    pages = [page for page in read_records(options.pages) if page.get(options.kind)]
    with tempfile.TemporaryDirectory() as folder:
        work = options.keep or Path(folder)
        for n in options.sizes:
            batch = build(pages, options.kind, n, work)
            weigh(batch)
            if options.chromium:
                search(batch, options.chromium)


if __name__ == "__main__":
    main()
