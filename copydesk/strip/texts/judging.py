"""A scrape that is text already, judged line by line: article or furniture, and why.

The rules run in the order of `texts.rules.TEXT_RULES`, each on the lines that the ones before left undecided; what no
rule decides is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise, takewhile
from types import MappingProxyType

from copydesk.records import BlockKind
from copydesk.strip.judgement import Fields, Judgement, Verdict, keep
from copydesk.strip.lines.shape import Shape, caption_reason, shape_of
from copydesk.strip.lines.splitting import Line, glued_joints
from copydesk.strip.rule import apply_rules
from copydesk.strip.texts.draft import Draft
from copydesk.strip.texts.rules import TEXT_RULES


def judge_text(lines: Sequence[Line], *, whole_page: bool = False, off: Collection[str] = ()) -> Judgement:
    """Every line of a scrape with its verdict; a line that was two glued together comes out as two.

    `whole_page` says that the lines are a whole page's, menus and all; else they are asked. Rules named in `off` do not
    run.
    """
    whole_lines = split_glued(lines)
    shapes = [shape_of(line.text) for line in whole_lines]
    verdicts, fields = judge_shapes(shapes, whole_page=whole_page, off=off)
    return Judgement(whole_lines, verdicts, fields)


def judge_shapes(
    shapes: Sequence[Shape],
    decided: Sequence[Verdict | None] = (),
    *,
    whole_page: bool = False,
    recurring: Mapping[int, Verdict] = MappingProxyType({}),
    off: Collection[str] = (),
) -> tuple[list[Verdict], Fields]:
    """Every line's verdict, those that were `decided` by better evidence left as they are; and what the head says.

    With lines decided, they are an HTML page's. `recurring` are verdicts on single lines, by index, that the outlet's
    other articles gave; the others are judged as ever. Rules named in `off` do not run.
    """
    verdicts = list(decided) or [recurring.get(i) for i in range(len(shapes))]
    draft = Draft(list(shapes), verdicts, is_page=bool(decided), whole_page=whole_page)
    apply_rules(TEXT_RULES, draft, off)
    judged = [verdict or keep(_body_kind(draft, i)) for i, verdict in enumerate(draft.verdicts)]
    return judged, Fields(published=draft.published, byline=draft.byline)


def reasons_by_rules(shapes: Sequence[Shape]) -> list[str | None]:
    """For each line the reason for which it is removed before the dump model is asked, or None."""
    draft = Draft(list(shapes), [None] * len(shapes))
    apply_rules(takewhile(lambda rule: rule.scope in ("all", "plain text"), TEXT_RULES), draft)
    return draft.reasons()


def split_glued(lines: Sequence[Line]) -> list[Line]:
    """The lines, with each one cut where furniture and article were glued together.

    Both sides must not be of one kind: a missing space between two sentences of the article is no joint, nor is one
    inside an appeal.
    """
    glued = glued_joints([line.text for line in lines])
    split: list[Line] = []
    for i, line in enumerate(lines):
        joints = glued.get(i)
        if not joints:
            split.append(line)
            continue
        cuts = [0, *joints, len(line.text)]
        pieces = [line.part(start, end) for start, end in pairwise(cuts)]
        furniture = [_is_furniture_alone(piece) for piece in pieces]
        joints = [cut for cut, (left, right) in zip(joints, pairwise(furniture), strict=True) if left != right]
        split += [line.part(start, end) for start, end in pairwise([0, *joints, len(line.text)])]
    return split


def _is_furniture_alone(line: Line) -> bool:
    shape = shape_of(line.text)
    return shape.reason is not None or caption_reason(line.text, shape.n_words) is not None


def _body_kind(draft: Draft, i: int) -> BlockKind:
    """ "heading" for a short unended line with a paragraph somewhere below it, else "paragraph"."""
    shape = draft.shapes[i]
    if not shape.headline or shape.n_words > 15:
        return "paragraph"
    below = next((j for j in range(i + 1, len(draft.shapes)) if draft.undecided(j)), None)
    return "heading" if below is not None and draft.shapes[below].prose else "paragraph"
