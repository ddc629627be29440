"""What strip did to an article, for a person to read: kept and removed side by side, in the order of the source."""

from __future__ import annotations

import textwrap

from copydesk.records import Article, Block, Removal

_KEPT_WIDTH = 62
_REMOVED_WIDTH = 54
_FAINT, _PLAIN = "\x1b[2m", "\x1b[0m"


def explain(article: Article, *, colour: bool = False) -> str:
    """A table of two columns: on the left what was kept, on the right what was removed, with reason and rule.

    `article` is what strip_article returned. With `colour` the removed column is faint (ANSI).
    """
    rows = [_row("KEPT", "REMOVED", colour=False), "-" * _KEPT_WIDTH + "-+-" + "-" * _REMOVED_WIDTH]
    pieces: list[Block | Removal] = [*article.blocks, *article.removals]
    for piece in sorted(pieces, key=lambda piece: piece.start_char):
        text = _printable(piece.text)
        if isinstance(piece, Block):
            mark = "" if piece.kind == "paragraph" else f"[{piece.kind}] "
            rows.append(_row(mark + text, "", colour=colour))
        else:
            rows.append(_row("", f"[{piece.reason}: {piece.rule}] {text}", colour=colour))
    fields = {
        "title": article.title,
        "standfirst": article.standfirst,
        "byline": article.byline,
        "published": article.published,
        "language": article.language,
    }
    told = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\n".join([*told, *([""] if told else []), *rows, ""])


def _printable(text: str) -> str:
    """The text as one line that does nothing to a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in " ".join(text.split()))


def _row(kept: str, removed: str, *, colour: bool) -> str:
    left = textwrap.wrap(kept, _KEPT_WIDTH) or [""]
    right = textwrap.wrap(removed, _REMOVED_WIDTH) or [""]
    n_lines = max(len(left), len(right))
    left += [""] * (n_lines - len(left))
    right += [""] * (n_lines - len(right))
    faint, plain = (_FAINT, _PLAIN) if colour and removed else ("", "")
    return "\n".join(f"{a:<{_KEPT_WIDTH}} | {faint}{b}{plain}".rstrip() for a, b in zip(left, right, strict=True))
