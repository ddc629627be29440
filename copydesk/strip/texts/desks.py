"""Who wrote an article where nobody is named: a newsroom or an agency, alone on its line."""

from __future__ import annotations

import re

from copydesk.strip.lines.vocabulary import any_of, spellings

_DESKS = frozenset(name for table in ("agencies", "initials", "newsrooms") for name in spellings(table))
# "dpa/lsw", "AFP, Reuters": what may stand between two, and the sign of who wrote it.
_BETWEEN = re.compile(r"\s?[/,;·|]\s?")
_SIGN = re.compile(r"[a-z]{2,4}")
_NEWSROOM = any_of("newsroom_of")
# "IN-Redaktion", "Eleanor Voss, Court Reporter"; Korean, Chinese and Arabic lines name the
# reporter or the source by a word.
_DESK_LINE = re.compile(
    rf"[A-Z]{{2,4}}-{_NEWSROOM}|{_NEWSROOM} [A-Z]\w+"
    rf"|(?:[^\W\d_a-z][\w.’'-]* )+[^\W\d_a-z][\w.’'-]*, (?:[A-Z][\w&-]* ){{0,3}}{any_of('roles_behind_names')}"
    rf"|{any_of('names_behind')}\s?:?(?: \S+){{2,3}}"
    rf"|(?:\[[^\]]{{2,12}}\] ?)?[가-힣]{{2,4}} ?{any_of('reporters')}(?: [\w.]+@[\w.]+)?"
    rf"|{any_of('name_labels')}[：:丨].{{1,20}}|[【（(]?{any_of('picture_makers')}[/／丨|].{{2,20}}"
    rf"|[\u4e00-\u9fff]{{2,8}}{any_of('reporters')}(?:[ \u3000]+[\u4e00-\u9fff]{{2,4}}){{1,4}}"
)
_MAX_CHARS = 60


def is_desk_line(text: str) -> bool:
    """Whether the line names a newsroom or an agency and nothing else.

    >>> is_desk_line("dpa/lsw"), is_desk_line("Reuters reported it first.")
    (True, False)
    """
    return len(text) <= _MAX_CHARS and (_is_desks(text) or _DESK_LINE.fullmatch(text) is not None)


def _is_desks(text: str) -> bool:
    parts = ([part] if part in _DESKS else part.split("-") for part in _BETWEEN.split(text))
    first, *others = (name.strip() for names in parts for name in names)
    return first in _DESKS and all(other in _DESKS or _SIGN.fullmatch(other) for other in others)
