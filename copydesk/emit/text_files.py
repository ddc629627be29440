"""Each article as a text file under a name that is safe on every file system."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

UNSAFE = re.compile(r"[^\w.-]+")
# Names that some system reserves, with or without an extension.
RESERVED = {"", "con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}
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


def text_path(outlet: str, source_path: str) -> str:
    """Where the article's file would stand, `text/<outlet>/<name>.txt`, as long as no other article wants the place."""
    return f"text/{safe_name(outlet)}/{safe_name(PurePosixPath(source_path).stem)}.txt"


def text_paths(articles: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """By article_id the path of its file, from (article_id, outlet, source_path); the same in whatever order they come.

    Where two articles want one place (also where only a file system that folds case would see it), both carry
    their id in the name.
    """
    wanted = {article_id: text_path(outlet, path) for article_id, outlet, path in articles}
    claims = Counter(path.casefold() for path in wanted.values())
    return {
        article_id: path if claims[path.casefold()] == 1 else f"{path.removesuffix('.txt')}-{article_id}.txt"
        for article_id, path in wanted.items()
    }


def text_of(title: str | None, standfirst: str | None, text: str) -> str:
    """What stands in an article's file: title, standfirst and body, one blank line between."""
    return "\n\n".join(part for part in (title, standfirst, text) if part) + "\n"
