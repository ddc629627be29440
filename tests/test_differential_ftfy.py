"""Where nothing but UTF-8 read in another charset is wrong, repair and `ftfy.fix_encoding` come to the same text."""

from __future__ import annotations

import ftfy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.repair import repair_text

SENTENCES = (
    "The café’s owner said on Tuesday that the bridge would close – again.",
    "Der Minister sagte, die Brücke werde für drei Wochen geschlossen.",
    "L’été dernier, le maire a déjà fermé le pont à Orléans…",
    "El alcalde dijo que el puente estará cerrado mañana.",
    "Broen er lukket på grund af ødelæggelser, sagde borgmesteren.",
    "Řeka se vylila z břehů, řekl starosta města.",
    "Most będzie zamknięty we wtorek, powiedział burmistrz.",
    "Köprü salı günü kapatılacak, dedi belediye başkanı.",
    "Министр сообщил, что мост закрыт на три недели.",
    "Η γέφυρα θα κλείσει την Τρίτη, είπε ο δήμαρχος.",
    "大臣は橋を三週間閉鎖すると述べた。 橋は火曜日に閉まる。",
    "部长周二表示，大桥将关闭三周。 大桥星期二关闭。",
    "장관은 다리가 폐쇄될 것이라고 말했다.",
    "قال الوزير إن الجسر سيغلق ثلاثة أسابيع.",
    "Price: 20 € per ticket — 5 £ for children • 10 ½ minutes 🙂.",
)
# Texts of several lines, each of words of one language in any order.
LINES = st.sampled_from(SENTENCES).flatmap(
    lambda sentence: st.lists(st.sampled_from(sentence.split()), min_size=1, max_size=12).map(" ".join)
)
TEXTS = st.lists(LINES, min_size=1, max_size=3).map("\n".join)


def misread(text: str, *charsets: str) -> str:
    """The text, written in UTF-8 and read in the charset, for each of them; as it is where that cannot be."""
    for charset in charsets:
        try:
            text = text.encode().decode(charset)
        except UnicodeDecodeError:
            return text
    return text


def by_ftfy(text: str) -> str:
    """Line by line, as `ftfy.fix_text` does it."""
    return "\n".join(map(ftfy.fix_encoding, text.split("\n")))


WINDOWS_1252 = st.sampled_from([(), ("latin-1",), ("sloppy-windows-1252",), ("sloppy-windows-1252",) * 2])


@given(LINES, WINDOWS_1252)
@example("řekl starosta", ("sloppy-windows-1252",) * 2)  # half of it was mended: Ã…™ekl
@settings(max_examples=300)
def test_what_was_read_as_windows_1252_is_mended_as_ftfy_mends_it(text: str, charsets: tuple[str, ...]) -> None:
    """And what is whole is left as it is by both."""
    damaged = misread(text, *charsets)
    assert repair_text(damaged).text == ftfy.fix_encoding(damaged)
    assert charsets or damaged == text == ftfy.fix_encoding(text)


@given(TEXTS, WINDOWS_1252)
@example("Řeka\nKöprü", ("sloppy-windows-1252",) * 2)  # half of it was mended: Ã…˜eka
@settings(max_examples=200)
def test_of_several_lines_those_that_ftfy_leaves_are_left_or_right(text: str, charsets: tuple[str, ...]) -> None:
    """One line's damage may give away that of another, which ftfy does not ask; no line is mended by half."""
    damaged = misread(text, *charsets)
    ours, theirs = (fixed.split("\n") for fixed in (repair_text(damaged).text, by_ftfy(damaged)))
    for line, by_them, right in zip(ours, theirs, text.split("\n"), strict=True):
        assert line in (by_them, right)


OTHERS = ["mac_roman", "sloppy-windows-1251", "sloppy-windows-1250", "cp437", "sloppy-windows-1253", "iso-8859-2"]


@given(LINES, st.sampled_from(OTHERS))
@settings(max_examples=300)
def test_what_ftfy_reads_right_again_is_read_right(line: str, charset: str) -> None:
    """In other charsets ftfy leaves more; what it mends, repair does."""
    damaged = misread(line, charset)
    if ftfy.fix_encoding(damaged) == line:
        assert repair_text(damaged).text == line


DIFFERING = [
    ("BrГјcke werde fГјr drei", "Brücke werde für drei", "cp1251 in Latin words: a capital Г within one"),
    ("le maire a dГ©jГ\xa0 fermГ© ", "le maire a déjà fermé ", "the same in French"),
    ("Ã…Ëœeka\nKÃƒÂ¶prÃƒÂ¼", "Řeka\nKöprü", "another line gives it away"),
    ("The owner ΓÇô again", "The owner – again", "a dash in cp437"),
    ("It rained \uf8ffüôÇ.", "It rained 🙂.", "an emoji in MacRoman"),
]


@pytest.mark.parametrize(("damaged", "right", "why"), DIFFERING, ids=[why for *_, why in DIFFERING])
def test_where_they_differ_ftfy_leaves_what_is_mended(damaged: str, right: str, why: str) -> None:
    """Each kind of difference that is known in what is damaged so."""
    assert by_ftfy(damaged) != right
    assert repair_text(damaged).text == right
