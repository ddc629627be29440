"""What page furniture says in scripts that write few spaces: Japanese, Chinese, Korean, Thai."""

from __future__ import annotations

import re
from functools import cache

from copydesk.strip.lines.vocabulary import unspaced_phrases
from copydesk.strip.lines.wording import is_speech

# In characters. About a line longer than the first, a paragraph, only a phrase with "!" decides; one longer than the
# second is a whole article without its line feeds.
_SHORT_LINE = 60
_LONGEST_FURNITURE = 300
UNSPACED_CHAR = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@cache
def _unspaced() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    """For each reason what decides about a short line, and about any line."""
    patterns = []
    for reason, written in unspaced_phrases().items():
        telling = [phrase.removeprefix("!") for phrase in written if phrase.startswith("!")]
        patterns.append(
            (
                reason,
                re.compile("|".join(_unspaced_pattern(phrase.removeprefix("!")) for phrase in written)),
                re.compile("|".join(map(_unspaced_pattern, telling))) if telling else None,
            )
        )
    return tuple(patterns)


def _unspaced_pattern(phrase: str) -> str:
    return rf"^[\W_]*{re.escape(phrase[1:])}" if phrase.startswith("^") else re.escape(phrase)


def is_unspaced(text: str) -> bool:
    """Whether some of it is in such a script."""
    return UNSPACED_CHAR.search(text) is not None


def unspaced_reason(text: str) -> str | None:
    """`wording_reason` for a line in a script that writes few spaces.

    >>> unspaced_reason("■関連記事")
    'related_link'
    """
    if len(text) > _LONGEST_FURNITURE or is_speech(text) or not is_unspaced(text):
        return None
    short = len(text) <= _SHORT_LINE
    for reason, pattern, telling in _unspaced():
        decides = pattern if short else telling
        if decides is not None and decides.search(text):
            return reason
    return None
