"""What the user of strip decides: the one value that travels from settings and command line down to the rules."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from copydesk.errors import BatchError

LivePosts = Literal["remove", "keep"]  # what becomes of a live blog's posts below an opening that is an article
_OF_LIVE_POSTS = "text.live_post", "page.live_post"
_OF_FAST_PATH = ("profile.article",)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripOptions:
    """How articles are to be stripped. Raises BatchError for a rule that there is not, naming the nearest there is."""

    # An archive's reader looks for what was reported: the posts are most of it. On outlets that nobody had seen keeping
    # them is right on more pages than it is wrong.
    live_posts: LivePosts = "keep"
    rules_off: frozenset[str] = frozenset()  # names of rules that are not to run
    fast_path: bool = True  # pages of an outlet that an earlier profile knows well are told by it, not extracted

    def __post_init__(self) -> None:
        if self.rules_off:
            # Imported where it is asked: the rules for pages bring what texts do not need.
            from copydesk.strip.rules import rule_names

            known = rule_names()
            for name in sorted(self.rules_off.difference(known)):
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                raise BatchError(f"rules_off: there is no rule {name!r}; {hint}")

    @property
    def off(self) -> frozenset[str]:
        """The names of all rules that do not run."""
        of_live_posts = () if self.live_posts == "remove" else _OF_LIVE_POSTS
        return self.rules_off.union(of_live_posts, () if self.fast_path else _OF_FAST_PATH)


DEFAULTS = StripOptions()
