"""A line of a page or a part of one, with what is asked about it: its block, whether it was kept, its shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from copydesk.records import PageBlock
from copydesk.strip.lines.folding import fold
from copydesk.strip.lines.lengths import is_link, is_mostly_link
from copydesk.strip.lines.shape import Shape, caption_reason, is_byline, shape_of
from copydesk.strip.lines.splitting import Line

# A paragraph, for the question where the paragraphs stand: a statement of so many words.
_MIN_PARAGRAPH_WORDS = 12


@dataclass(slots=True)
class PagePiece:
    """A line of the page, or the part of one that trafilatura kept or left."""

    line: Line
    block: PageBlock
    kept: bool
    joined: bool  # one of trafilatura's paragraphs goes on from this line into the next, or comes from the one before
    shape: Shape | None  # of those that were kept
    letters: str | None = None  # its letters and digits, where they are known already
    _folded: str | None = None

    @property
    def folded(self) -> str:
        """Its letters and digits, in small letters: of most lines nobody asks for them."""
        if self._folded is None:
            if self.shape is not None:
                self._folded = self.shape.letters
            else:
                self._folded = (fold(self.line.text) if self.letters is None else self.letters).lower()
        return self._folded

    def says(self, folded: str) -> bool:
        """Whether these are its letters and digits; lines too short for it, or that begin otherwise, are not folded."""
        text = self.line.text
        if len(text) + 2 < len(folded):
            return False
        # Of two such characters the first is a letter of its own.
        begins = text[:2].isascii() and text[:1].isalnum()
        return (not begins or text[0].lower() == folded[:1]) and self.folded == folded

    @property
    def paragraph(self) -> bool:
        """Kept, and a statement of some length."""
        shape = self.shape
        return shape is not None and shape.full_stop and shape.n_words >= _MIN_PARAGRAPH_WORDS

    @property
    def is_link(self) -> bool:
        """Whether it is next to nothing but links."""
        return is_link(self.block.n_link_chars, len(self.line.text))

    @property
    def is_mostly_link(self) -> bool:
        """Whether more than half of it stands inside links."""
        return is_mostly_link(self.block.n_link_chars, len(self.line.text))

    def with_kept(self, kept: bool) -> PagePiece:
        """The same line as one that was kept, or was not."""
        shape = shape_of(self.line.text) if kept else None
        return PagePiece(self.line, self.block, kept, self.joined, shape, self.letters, self._folded)

    @property
    def may_be_text(self) -> bool:
        """Whether it can be a lost line of the article: no mere link, byline, caption or mark."""
        text = self.line.text
        return (
            not self.is_mostly_link
            and any(map(str.isalpha, text))
            and not is_byline(text)
            and caption_reason(text, len(text.split())) is None
        )


def lines_saying(pieces: Iterable[PagePiece], folded: str) -> list[int]:
    """Those of the pieces, by index, whose letters and digits these are."""
    # Asked here first, as most of a page's hundreds of lines are shorter: menus.
    n_chars = len(folded) - 2
    return [i for i, piece in enumerate(pieces) if len(piece.line.text) >= n_chars and piece.says(folded)]
