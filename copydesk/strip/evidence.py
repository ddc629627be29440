"""Verdicts turned into blocks and removals: every character of the source in one of them, or in a gap."""

from __future__ import annotations

from functools import partial

from copydesk.rebuild import SourceMap
from copydesk.records import BODY_KINDS, Block, BlockKind, Edit, Removal
from copydesk.strip.judgement import Judgement
from copydesk.strip.texts.broken_lines import in_one_row

# Of all its values, as a page has hundreds: without a call in Python.
_removal = partial(tuple.__new__, Removal)


def cut_pieces(
    source: str, repaired: str, edits: tuple[Edit, ...], judgement: Judgement
) -> tuple[tuple[Block, ...], tuple[Removal, ...], str]:
    """The blocks, the removals and the end gap that a judgement of the repaired text's lines makes of the source.

    A cut that would fall inside what one edit wrote moves behind it, so that every edit lies whole in one piece or gap.
    """
    to_source = SourceMap(edits)
    blocks: list[Block] = []
    removals: list[Removal] = []
    source_done = text_done = 0
    for line, verdict in zip(judgement.lines, judgement.verdicts, strict=True):
        text_start, text_end = line.start_char, line.end_char
        shift = to_source.shift(text_start, text_end)  # most lines have no edit, and are as long in the source
        if shift is None:
            text_start = max(text_done, to_source.next_cut(text_start))
            text_end = max(text_start, to_source.next_cut(text_end))
        if text_start == text_end:
            continue
        if shift is None:
            start, end = max(source_done, to_source.start(text_start)), to_source.end(text_end)
        else:
            start, end = text_start + shift, text_end + shift
        gap = source[source_done:start]
        if verdict.kind is None:
            removals.append(_removal((start, end, source[start:end], verdict.reason, verdict.rule, gap)))
        else:
            text = repaired[text_start:text_end]
            blocks.append(Block(start, end, text, verdict.kind, gap))
        source_done, text_done = end, text_end
    return tuple(blocks), tuple(removals), source[source_done:]


def text_of_kind(blocks: tuple[Block, ...], *kinds: BlockKind) -> str | None:
    """The text of the blocks of these kinds, None without any: a title broken at its links is several."""
    return in_one_row("\n".join(block.text for block in blocks if block.kind in kinds)) or None


def body_text(blocks: tuple[Block, ...]) -> str:
    """The body: its paragraphs and headings joined by one blank line."""
    return "\n\n".join(block.text for block in blocks if block.kind in BODY_KINDS)
