"""What others wrote, as one line of a log or a terminal: no letter of it moves, colours or ends anything there."""

from __future__ import annotations

import re

# Control characters (C0, C1), marks that turn the direction of what follows, line and paragraph separators, tags, and
# half characters, which no stream takes.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""The text with such characters escaped.

    >>> printable("a.txt\x1b[2J\n12:00:00 ERROR forged")
    'a.txt\\x1b[2J\\n12:00:00 ERROR forged'
    """
    return _UNPRINTABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
