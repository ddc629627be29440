"""Who wrote the article, told in a sentence under or above it: "Jane Porter is a reporter at the Gazette."."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from copydesk.strip.judgement import Verdict
from copydesk.strip.lines.folding import fold_words
from copydesk.strip.lines.lengths import MAX_NAME_WORDS
from copydesk.strip.lines.shape import MIN_PROSE_WORDS, Shape
from copydesk.strip.lines.vocabulary import any_of, words_of
from copydesk.strip.lines.wording import is_speech
from copydesk.strip.texts.draft import Draft

_NAME = rf"[^\W\d_a-z][\w.’'-]*(?:(?: {any_of('name_particles')})* [^\W\d_a-z][\w.’'-]*){{1,3}}"
_BIO = re.compile(
    rf"^(?:{any_of('author_openers')} |[^\W\d_]+['’]s (?=[A-Z]))?(?:[^\W\d_a-z]\w+ )?(?P<name>{_NAME}),? "
    rf"{any_of('author_verbs', 'author_deeds')}\b"
)
_GOES_ON = re.compile(rf"^{any_of('author_goes_on')}\b")
# "Jane Porter leads the firm. Its founder ...": what somebody is stands in the sentence with the name.
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s")
# What people who write for news pages are; the article may speak of such people too, and then of their names again.
_ROLES = words_of("author_roles", "author_covers")
_ROLE_ENDS = tuple(words_of("author_role_ends"))
# The name and what somebody is stand close together, near the end of the text or at its very beginning.
_ROLE_WORDS = 25
_TAIL_LINES = 5
# More people than that have not written one article: it is about them.
_MAX_AUTHORS = 2
_MIN_LETTERS = 4


def author_bios(draft: Draft) -> list[int]:
    """The undecided lines in which the author is introduced, and those that go on about them.

    The article does not speak of its author: nobody whose name stands in another line of it, or in its title, is one;
    nor is who is introduced above speech at the end.
    """
    shapes, verdicts = draft.shapes, draft.verdicts
    left = [i for i, verdict in enumerate(verdicts) if verdict is None]
    if len(left) < _TAIL_LINES:
        return []
    n_lines_with: Counter[str] | None = None
    found: list[int] = []
    for i in [*left[:1], *left[-_TAIL_LINES:]]:
        match = _BIO.match(shapes[i].text)
        if not match or shapes[i].n_words < MIN_PROSE_WORDS or not _has_role(shapes[i]):
            continue
        if n_lines_with is None:
            n_lines_with = _count_names(shapes, verdicts)
        name = _last_name(match["name"])
        heard = i != left[0] and any(is_speech(shapes[j].text) for j in left[-_TAIL_LINES:] if j > i)
        if len(name) >= _MIN_LETTERS and n_lines_with[name] <= 1 and not heard:
            found.append(i)
    if len(found) > _MAX_AUTHORS:
        return []
    return sorted({*found, *_names_above(shapes, left, found), *_going_on(shapes, left[-_TAIL_LINES:], found)})


def _count_names(shapes: Sequence[Shape], verdicts: Sequence[Verdict | None]) -> Counter[str]:
    """For each word the number of lines of the article in which it stands, but for those that are a name alone."""
    return Counter(
        word
        for shape, verdict in zip(shapes, verdicts, strict=True)
        if (verdict is None or not verdict.removed) and shape.n_words > MAX_NAME_WORDS
        for word in {word.removesuffix("'s") for word in shape.words}
    )


def _names_above(shapes: Sequence[Shape], left: Sequence[int], bios: Sequence[int]) -> list[int]:
    """The lines that are nothing but the name of the author whom the next line introduces."""
    return [
        i - 1
        for i in bios
        if i - 1 in left and shapes[i - 1].n_words <= MAX_NAME_WORDS and shapes[i].text.startswith(shapes[i - 1].text)
    ]


def _going_on(shapes: Sequence[Shape], tail: Sequence[int], bios: Sequence[int]) -> list[int]:
    """The lines of the tail that go on about the author: "She joined the paper in 2009."."""
    return [i for i in tail if i - 1 in bios and _GOES_ON.match(shapes[i].text)]


def _has_role(shape: Shape) -> bool:
    words = fold_words(_SENTENCE_END.split(shape.text, maxsplit=1)[0])[:_ROLE_WORDS]
    return any(word in _ROLES or word.endswith(_ROLE_ENDS) for word in words)


def _last_name(name: str) -> str:
    return name.casefold().split()[-1].replace("’", "'").removesuffix("'s")
