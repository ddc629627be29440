"""How large an article may be: what is larger would cost its batch more memory, or time, than any article is worth."""

from __future__ import annotations

from dataclasses import dataclass

from copydesk.errors import ArticleError
from copydesk.read.markup import Start, read_markup

# Shorter pages (characters) are not looked at: they cannot have so many elements, or attributes, that it matters.
_MIN_PAGE_CHARS = 1_000_000
# libxml2 compares each attribute of an element with all before it, in one call that nothing can end: 27,000 of them
# take half a second, and the page may have elements more. So many comparisons take some 3 s.
_MAX_COMPARISONS = 1_000_000_000
# What a quotation mark may be is kept for all marks of a text at once, up to 1.5 kB for each. A book has some 40,000.
_MARKS = "\"'“”„‟‘’‚‛«»‹›`´「」『』"
_MAX_MARKS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLimits:
    """Of one article, as `[read]` of the settings has them."""

    max_chars: int
    max_lines: int
    max_elements: int

    def check_page(self, html: str) -> None:
        """Raises ArticleError `too_large` where a tree of the page would take too much."""
        if len(html) < _MIN_PAGE_CHARS:
            return
        n_elements = n_comparisons = 0
        for piece in read_markup(html):
            if isinstance(piece, Start):
                n_elements += 1
                n_comparisons += len(piece.attributes) ** 2 // 2
                if n_elements > self.max_elements:
                    raise ArticleError(
                        "too_large", f"over {self.max_elements} elements; read.max_page_elements allows no more"
                    )
                if n_comparisons > _MAX_COMPARISONS:
                    raise ArticleError(
                        "too_large", f"{len(piece.attributes)} attributes in one element <{piece.tag[:40]}>: no page"
                    )

    def check_text(self, text: str) -> None:
        """Raises ArticleError `too_large` where the text is longer, or has more lines."""
        if len(text) > self.max_chars:
            raise ArticleError("too_large", f"{len(text)} characters; read.max_article_chars allows {self.max_chars}")
        n_marks = sum(map(text.count, _MARKS))
        if n_marks > _MAX_MARKS:
            raise ArticleError("too_large", f"{n_marks} quotation marks, which no text has: over {_MAX_MARKS}")
        n_lines = text.count("\n") + text.count("\r") + 1
        if n_lines > self.max_lines:
            n_lines = len(text.splitlines())
        if n_lines > self.max_lines:
            raise ArticleError("too_large", f"{n_lines} lines; read.max_article_lines allows {self.max_lines}")
