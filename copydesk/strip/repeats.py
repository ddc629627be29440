"""An article that says the same over and over: a notice below each picture, a list of teasers, a text pasted twice."""

from __future__ import annotations

from collections.abc import Iterable

from copydesk.records import BODY_KINDS, Block

# Shorter paragraphs, such as labels and refrains, come again in any text.
_MIN_CHARS = 60
# So much of the text must be said again.
_MIN_SHARE = 0.15


def find_repeats(blocks: Iterable[Block]) -> str | None:
    """A doubt where whole paragraphs of the body stand in it more than once, and make much of it; else None.

    >>> said = "The ferry leaves the old quay every twenty minutes, until the spring comes."
    >>> find_repeats([Block(0, 75, said), Block(77, 152, said)])
    'repeated: 75 of 150 characters stand in it before'
    """
    texts = [block.text for block in blocks if block.kind in BODY_KINDS]
    long = [text for text in texts if len(text) >= _MIN_CHARS]
    different = set(long)
    if len(different) == len(long):
        return None
    n_chars, n_again = sum(map(len, texts)), sum(map(len, long)) - sum(map(len, different))
    return (
        f"repeated: {n_again} of {n_chars} characters stand in it before" if n_again >= _MIN_SHARE * n_chars else None
    )
