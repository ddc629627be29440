"""Explaining: every edit of a text with its rule, its margin and the words around it, and every edit that was weighed
and left, with the reason; for a person to read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from copydesk.records import Edit
from copydesk.repair.quotes import Style, propose_quotes
from copydesk.repair.repairing import repair_text

CONTEXT_CHARS = 36
_RED, _GREEN, _DIM, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[0m"
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def explain(text: str, *, style: Style = "document", language: str | None = None, colour: bool = False) -> str:
    """What `repair_text` changes and why: three lines an edit (where and by which rule, before, after), then a count.

    Then, of the repaired text, what was considered and left: the same three lines, and the reason. The margin says by
    how much the reading chosen costs less than the next best one; 1.5 is the least that counts. Characters that do not
    show are written as escapes.
    """
    repaired = repair_text(text, style=style, language=language)
    lines = _explain_edits(text, repaired.edits, colour=colour)
    lines.append(_count(repaired.edits) if repaired.edits else "nothing to repair")
    left = [made for made in propose_quotes(repaired.text, style=style, language=language) if made.left_because]
    if left:
        lines += ["", f"considered and left: {len(left)}"]
        for made in left:
            lines += [*_explain_edits(repaired.text, [made.edit], colour=colour), f"  left: {made.left_because}"]
    return "\n".join(lines) + "\n"


def _count(edits: Sequence[Edit]) -> str:
    n_rules = len({edit.rule for edit in edits})
    return f"{len(edits)} edit{'' if len(edits) == 1 else 's'} by {n_rules} rule{'' if n_rules == 1 else 's'}"


def _explain_edits(text: str, edits: Sequence[Edit], *, colour: bool) -> list[str]:
    breaks = [match.end() for match in _LINE_BREAK.finditer(text)] if edits else []
    return [line for edit in edits for line in _explain_edit(text, edit, breaks, colour=colour)]


def _explain_edit(text: str, edit: Edit, breaks: Sequence[int], *, colour: bool) -> list[str]:
    n_line = bisect_right(breaks, edit.start_char)
    line_start = breaks[n_line - 1] if n_line else 0
    line_end = breaks[n_line] if n_line < len(breaks) else len(text)
    left = _show(text[max(line_start, edit.start_char - CONTEXT_CHARS) : edit.start_char])
    right = _show(text[edit.end_char : min(line_end, edit.end_char + CONTEXT_CHARS)].rstrip("\r\n"))
    margin = "" if edit.margin is None else f"  margin {edit.margin:g}"
    where = f"line {n_line + 1}, character {edit.start_char - line_start + 1}: {edit.rule}{margin}"
    before, after = _show(edit.before), _show(edit.after)
    if colour:
        where, before, after = f"{_DIM}{where}{_PLAIN}", f"{_RED}{before}{_PLAIN}", f"{_GREEN}{after}{_PLAIN}"
    else:
        before, after = f"[{before}]", f"[{after}]"
    return [where, f"  - {left}{before}{right}", f"  + {left}{after}{right}"]


def _show(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
