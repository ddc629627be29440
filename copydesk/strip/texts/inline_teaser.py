"""Another story's headline, alone between two paragraphs of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from copydesk.strip.lines.shape import Shape
from copydesk.strip.texts.draft import Draft

# A long unended line between two paragraphs is a subheading, or another story's headline that stood there as a link.
# Measured on lines of 7 words and more that stand so in news scrapes: 137 of 147 are subheadings (long ones come in
# series, or beside short ones, and take up words of the paragraphs under them). So a line goes only if all of this
# holds: nine words or more; no other subheading but such lines in the article, and three at most; few of its content
# words (by their first five letters) in the section under it; a third of them nowhere else in the article; and the
# article is plain prose. On those scrapes the rule takes two lines, both right, and leaves eight.
_MIN_TEASER_WORDS = 9
_MAX_TEASER_WORDS = 16
# Who said it, and where: "Laurence Bloch, directrice de France Inter, Télérama, 27 juin 2019".
_MAX_TEASER_COMMAS = 1
_MAX_TEASERS = 3
_MAX_SHARE_IN_SECTION = 0.35
_MAX_SHARE_IN_ARTICLE = 0.7
_MIN_BODY_LINES = 8
_MIN_PROSE_SHARE = 0.85
_SECTION_LINES = 4


def stems(shape: Shape) -> set[str]:
    """The beginnings of the line's longer words: inflected, they stay the same."""
    return {word[:5] for word in shape.words if len(word) >= 4}


def inline_teasers(draft: Draft) -> Iterator[int]:
    """A lone headline between paragraphs that it has nothing to do with is another story's."""
    body = [i for i in range(len(draft.shapes)) if draft.undecided(i)]
    shapes = [draft.shapes[i] for i in body]
    heads = [
        k
        for k in range(1, len(shapes) - 1)
        if shapes[k].headline
        and not shapes[k].terminal
        and "://" not in shapes[k].text
        and shapes[k].text.count(",") <= _MAX_TEASER_COMMAS
        and len(shapes[k].words) == shapes[k].n_words
        and shapes[k - 1].prose
        and shapes[k + 1].prose
    ]
    plain = sum(shape.prose for shape in shapes) >= _MIN_PROSE_SHARE * len(shapes) >= _MIN_PROSE_SHARE * _MIN_BODY_LINES
    if not heads or not plain or len(heads) > _MAX_TEASERS or any(shapes[k].n_words < _MIN_TEASER_WORDS for k in heads):
        return
    own_stems = [stems(shape) for shape in shapes]
    n_lines_with = Counter(stem for line_stems in own_stems for stem in line_stems)
    for at, k in enumerate(heads):
        end = min(heads[at + 1] if at + 1 < len(heads) else len(shapes), k + 1 + _SECTION_LINES)
        section = set().union(*own_stems[k + 1 : end])
        own = own_stems[k]
        if shapes[k].n_words > _MAX_TEASER_WORDS:
            continue
        n_elsewhere = sum(n_lines_with[stem] > 1 for stem in own)
        if len(own & section) < _MAX_SHARE_IN_SECTION * len(own) and n_elsewhere < _MAX_SHARE_IN_ARTICLE * len(own):
            yield body[k]
