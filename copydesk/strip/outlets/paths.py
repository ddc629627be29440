"""Names of places on pages: paths without what numbers or names one element of one page."""

from __future__ import annotations

from functools import lru_cache

# Innermost steps that name a path; the whole path is the surest, and is asked first.
_SUFFIX_STEPS = (5, 3)


@lru_cache(maxsize=65536)
def path_keys(path: str) -> tuple[str, ...]:
    """The names under which a path is known, from the surest to the most general."""
    steps = [_step_key(step) for step in path.split("/")]
    keys = ["/".join(steps)]
    keys += ["**/" + "/".join(steps[-n:]) for n in _SUFFIX_STEPS if n < len(steps)]
    return tuple(keys)


# Elements that are a piece of text, whatever their names are.
TEXT_TAGS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "tr", "figcaption", "dd", "dt", "pre"}
)


@lru_cache(maxsize=65536)
def _step_key(step: str) -> str:
    """The step without an id that numbers or names one element of one page."""
    head, dot, classes = step.partition(".")
    tag, mark, name = head.partition("#")
    if mark and (tag in TEXT_TAGS or "0" in name):
        head = tag
    return head + dot + classes


def tag_of(step: str) -> str:
    """The step without its names.

    >>> tag_of("div#body.story")
    'div'
    """
    return step.partition(".")[0].partition("#")[0]
