"""Each article as a text file under a name that is safe on every file system."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import urlsplit

UNSAFE = re.compile(r"[^\w.-]+")
# Names that some system reserves, with or without an extension.
RESERVED = {"", "con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
# What a page's name ends with, and no more of it: "report-2.5" is a name.
PAGE_NAME = re.compile(r"\.(?:[xs]?html?|php|aspx?|jsp|txt)$", re.IGNORECASE)
# File systems allow 255 bytes; room is left for a suffix, and a character may take four bytes.
MAX_NAME_CHARS = 60


def safe_name(name: str) -> str:
    """`name` as one path component: letters, digits, `.`, `-` and `_`, never hidden, reserved, empty or long.

    >>> safe_name("The Independent"), safe_name("../../etc/passwd"), safe_name("CON")
    ('The-Independent', 'etc-passwd', 'CON_')
    """
    folded = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    safe = UNSAFE.sub("-", folded).strip("-.")[:MAX_NAME_CHARS].rstrip("-.")
    return f"{safe}_" if safe.split(".")[0].lower() in RESERVED else safe


def text_path(outlet: str, source_path: str, url: str | None) -> str:
    """Where the article's file would stand, `text/<outlet>/<name>.txt`, as long as no other article wants the place.

    It is called by the end of its address, so by the same name whatever it came in; without one by its input.

    >>> text_path("The Post", "monday.jsonl#7", "https://post.example/2021/12/storm-hits.html?id=3")
    'text/The-Post/storm-hits.txt'
    """
    container, _, record = source_path.rpartition("#")
    name = f"{PurePosixPath(container).stem}-{record}" if container else PurePosixPath(source_path).stem
    if url is not None:
        with suppress(ValueError):  # "http://[": no URL after all
            ends = (PAGE_NAME.sub("", end) for end in reversed(urlsplit(url).path.split("/")))
            name = next(filter(None, ends), name)
    return f"text/{safe_name(outlet)}/{safe_name(name)}.txt"


def text_paths(wanted: Mapping[str, str]) -> dict[str, str]:
    """By article_id the path of its file, from the `text_path` that it wants.

    Where two articles want one place, both carry their id in the name: whoever has all articles that want it, or that
    want some of the places, needs no others.
    """
    claims = Counter(map(place_of, wanted.values()))
    return {
        article_id: path if claims[place_of(path)] == 1 else f"{path.removesuffix('.txt')}-{article_id}.txt"
        for article_id, path in wanted.items()
    }


def place_of(path: str) -> str:
    """What is the same for all paths that are one where a file system folds case."""
    return path.casefold()


def text_of(title: str | None, standfirst: str | None, text: str) -> str:
    """What stands in an article's file: title, standfirst and body, one blank line between.

    A standfirst that is a paragraph of the body, too, is written once, there: of 166 pages with one 85 were so.

    >>> text_of("Title", "A ferry sank.", "A ferry sank.\n\nForty were on board.")
    'Title\n\nA ferry sank.\n\nForty were on board.\n'
    """
    above = None if standfirst and _has(text, standfirst) else standfirst
    return "\n\n".join(part for part in (title, above, text) if part) + "\n"


def _has(text: str, standfirst: str) -> bool:
    """Whether a paragraph of the text is the standfirst, white space aside."""
    return " ".join(standfirst.split()) in (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
