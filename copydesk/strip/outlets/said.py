"""What an outlet's profile says, without how often it was seen: an article more seldom changes it."""

from __future__ import annotations

from hashlib import blake2b

from copydesk.records import OutletProfile
from copydesk.strip.outlets.by_place import path_says
from copydesk.strip.outlets.profile import MIN_PAGES
from copydesk.strip.outlets.recurring import line_says


def digest_of_said(profile: OutletProfile) -> str:
    """The same for profiles with which every article comes out the same.

    Held together here is what `outlets.rules` asks of a profile: each line and place that stood on several pages, and
    what follows from its counts.
    """
    digest = blake2b(digest_size=16)
    if len(profile.articles) >= MIN_PAGES:
        for path in profile.paths:
            if path.n_pages >= MIN_PAGES:
                digest.update(repr((path.path, path_says(path))).encode("utf-8", "backslashreplace"))
        for line in profile.lines:
            if line.n_pages >= MIN_PAGES:
                digest.update(repr((line.digest, line_says(line, profile))).encode())
    return digest.hexdigest()
