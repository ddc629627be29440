"""Pictures of a report for the documentation: each kind of page, wide and narrow, light and dark.

    python docs/screenshots.py output/seeds/report FOLDER [--chromium chromium] [--widths 390,1100] [--whole]

Needs `copydesk[browser]` and a Chromium. The articles and stories that are shown are those with most to see.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HEIGHT = 640


def chosen(report: Path) -> dict[str, Path]:
    """A page of each kind, by the picture's name."""
    pages = {name: report / f"{name}.html" for name in ("index", "stories", "shared", "outlets", "doubt", "find")}
    for kind, sign in (("article", 'class="shared'), ("story", "<mark>"), ("outlet", "<tr>"), ("pair", "<li>")):
        some = sorted((report / kind).glob("*.html"))
        if some:
            pages[kind] = max(some, key=lambda path: (path.read_text("utf-8").count(sign), path.name))
    return pages


def main() -> None:
    """Takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    parser.add_argument(
        "--widths", type=lambda text: [int(width) for width in text.split(",")], default=[390, 820, 1440]
    )
    parser.add_argument("--whole", action="store_true", help="whole pages, not what a window shows of them")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for scheme in ("light", "dark"):
            for width in options.widths:
                page = browser.new_page(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
                for name, path in chosen(options.report).items():
                    page.goto(path.resolve().as_uri())
                    if name == "find":
                        page.wait_for_selector("html[data-search=done]", state="attached")
                    where = options.folder / f"{name}-{width}-{scheme}.png"
                    page.screenshot(path=where, full_page=options.whole)
                    if name == "article" and page.locator(".switch").count():
                        page.locator(".switch").first.check()
                        page.screenshot(path=where.with_name(f"source-{width}-{scheme}.png"), full_page=options.whole)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
