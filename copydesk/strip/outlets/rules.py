"""The rules that need an outlet's profile, and how they correct one of its articles."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from copydesk.records import OutletProfile
from copydesk.strip.judgement import Verdict
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.outlets.by_place import furniture_by_place, lost_prose
from copydesk.strip.outlets.draft import ProfiledLines
from copydesk.strip.outlets.observation import ObservedLine
from copydesk.strip.outlets.profile import MIN_PAGES
from copydesk.strip.outlets.recurring import recurring_lines
from copydesk.strip.rule import Rule, apply_rules

OUTLET_RULES: tuple[Rule[ProfiledLines], ...] = (
    Rule(
        "profile.prose", "", "HTML", lost_prose,
        "what was lost at a place where the outlet's pages have their prose, on three pages and more",
        "links, bylines, captions, and what other articles of the outlet have, too",
        keeps="paragraph",
    ),
    Rule(
        "profile.path", "boilerplate", "HTML", furniture_by_place,
        "a line where the outlet's pages keep at most a fifth of what does not recur; behind the name stands the place",
        "everything, where it would be more than 40% of the page",
    ),
    Rule(
        "profile.line", "repeated", "all", recurring_lines,
        "a line that the outlet's other articles have too: below the last paragraph, at a place of its own, or in "
        "half of the articles",
        "speech, a label over the article's own text, an agency's paragraph, and whatever would be over 30% of the "
        "prose",
    ),
)  # fmt: skip


def recurring_verdicts(
    texts: Sequence[str],
    lines: Sequence[ObservedLine],
    kept: Sequence[bool],
    profile: OutletProfile,
    off: Collection[str] = (),
) -> dict[int, Verdict]:
    """Verdicts against a text's kept lines, by index, from what the outlet's other articles tell."""
    if len(profile.articles) < MIN_PAGES:
        return {}
    draft = ProfiledLines(texts, lines, kept, profile, is_page=False)
    apply_rules(OUTLET_RULES, draft, off)
    return draft.said()


def correct_by_profile(
    pieces: Sequence[PagePiece], lines: Sequence[ObservedLine], profile: OutletProfile, off: Collection[str] = ()
) -> tuple[list[PagePiece], dict[int, Verdict]]:
    """The pieces with those kept that stand where the outlet's prose stands, and the verdicts on its furniture."""
    texts = [piece.line.text for piece in pieces]
    draft = ProfiledLines(texts, lines, [piece.kept for piece in pieces], profile, is_page=True)
    apply_rules(OUTLET_RULES, draft, off)
    said = draft.said()
    corrected = [
        piece.with_kept(True) if i in said and not said[i].removed else piece for i, piece in enumerate(pieces)
    ]
    return corrected, {i: verdict for i, verdict in said.items() if verdict.removed}
