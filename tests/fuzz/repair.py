"""Any text is mended with edits that lead there and back, and is then left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast, get_args

from copydesk.rebuild import apply_edits, undo_edits
from copydesk.repair import repair_text
from copydesk.repair.quotes import Style
from tests.fuzz.target import Target
from tests.hostile_inputs import QUOTE, TEXTS

STYLES = cast("tuple[Style, ...]", get_args(Style))
LANGUAGES = (None, "de", "fr", "en-GB", "he", "ja", "sv", "xx")
SENTENCES = (
    QUOTE * 3,
    "“We can continue this dialogue. I think that’s the main thing. “",
    "He said, “One.\n\n“Two.\n\n“Three.”\n",
    "„Das ist schön“, sagte er. »Ja«, sagte sie, ›nein‹.",
    "« C’est l’été », dit-elle, “ déjà ”.",
    "Itâ€™s a cafÃ© â€œopenâ€\x9d &quot;now&quot; &amp;amp; ﬁrst 5′10″ 'tis rock 'n' roll",
    "St\u00adorm e\u0301t\u00e9 \u200bwe\u200dn\ufeffd \ufffds \x93so\x94",
    "「大臣は『橋』を」と述べた。 `` so '' ,,low'' l‘élu can”t",
)


def seeds() -> Iterator[bytes]:
    """Quotations in several manners, damage of each kind, hostile texts."""
    for way in range(len(STYLES)):
        for sentence in SENTENCES:
            yield bytes([way]) + sentence.encode()
    for make in TEXTS.values():
        yield b"\0" + make(300).decode("utf-8", "replace").encode()


def check(data: bytes) -> None:
    """Edits give the mended text, undone the first one; lines are as they were; a second run changes nothing."""
    way, text = data[:1], data[1:].decode("utf-8", "replace")
    number = way[0] if way else 0
    style, language = STYLES[number % len(STYLES)], LANGUAGES[number // len(STYLES) % len(LANGUAGES)]
    repaired = repair_text(text, style=style, language=language)
    assert apply_edits(text, repaired.edits) == repaired.text
    assert undo_edits(repaired.text, repaired.edits) == text
    assert all(edit.rule and edit.before != edit.after for edit in repaired.edits)
    for edit in repaired.edits:
        before, after = _BREAKS.findall(edit.before), _BREAKS.findall(edit.after)
        assert before == after or (len(before) < len(after) and "mojibake" in edit.rule), edit  # â€© is U+2029
    repaired.text.encode("utf-8")
    again = repair_text(repaired.text, style=style, language=language)
    assert again.edits == (), f"mended twice: {again.edits[:3]}"


# What parts lines. U+0085 does, too, but where it stands in a text it was an ellipsis in windows-1252.
_BREAKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\u2028\u2029]")
_MARKS = (
    "“ ” ‘ ’ „ ‚ « » ‹ › 「 」 ″ ′ – … \u00a0 \u00ad \u200b \ufffd â€œ â€™ Ã© Ã¢â‚¬â„¢ &quot; &#8220; \r\n \u2028 \n\n"
)
TARGET = Target(seeds, tuple(mark.encode() for mark in _MARKS.split(" ")), check)
