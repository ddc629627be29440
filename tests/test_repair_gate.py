"""The encoding gate: what it lets pass unseen, ftfy would have given back as it was."""

import ftfy
import pytest
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.rebuild import apply_edits
from copydesk.repair.encoding import repair_encoding
from copydesk.repair.encoding.mojibake import MAYBE_BAD, SUSPICIOUS

CONFIG = ftfy.TextFixerConfig(uncurl_quotes=False, fix_line_breaks=False)
PASSED_UNSEEN = "".join(chr(code) for code in range(0x3000) if not SUSPICIOUS.match(chr(code))).replace("&", "")
# What edited text in Western languages is made of; combinations that are mojibake come up too. Without â: what begins
# with it may be mojibake that ftfy leaves and a rule of ours does not.
WESTERN = PASSED_UNSEEN + "äöüßÄÖÜéèêëàçîïôûùœÉÀñíóúáÑ¿¡«»„‚‹›åøæÅØÆ£€©®°·½"
NEWS = [
    "“It’s over,” she said – for now… 50 per cent of it, anyway.",
    "„Das ist schön“, sagte er, „für die Straße“ – über Älteres später.",
    "« C’est l’été à Noël », dit-elle : « où ça, à Besançon ? »",
    "El niño pequeño dijo: «¿Qué pasó?». Ésa es la cuestión, según Íñigo.",
    "São Paulo não é só isso: “coração”, à noite.",
    "Zażółć gęślą jaźń; příliš žluťoučký kůň; Ångström på ön.",
    "Это не всё. Τι είναι αυτό; 東京で会った。",
]


@given(st.text(alphabet=PASSED_UNSEEN, max_size=60))
@settings(max_examples=300, deadline=None)
def test_characters_that_pass_unseen_are_none_that_ftfy_changes(text: str) -> None:
    assert ftfy.fix_text(text, CONFIG) == text


# Every character that ftfy's pattern names, those of its classes and those of single sequences.
_NAMED_BY_FTFY = sorted({*BADNESS_RE.pattern, *"".join(MOJIBAKE_CATEGORIES.values()), "\x80", "\x9d"})


@given(st.text(alphabet=_NAMED_BY_FTFY, min_size=2, max_size=5))
@settings(max_examples=2000, deadline=None)
def test_what_ftfy_calls_bad_it_is_asked_about(text: str) -> None:
    """The pattern that stands before its own, which costs ten times as much, finds something in all of it."""
    assert MAYBE_BAD.search(text) or not ftfy.badness.is_bad(text)


@pytest.mark.parametrize("text", NEWS)
def test_clean_news_has_no_edits(text: str) -> None:
    """In seven alphabets; ftfy agrees."""
    assert repair_encoding(text) == ()
    assert ftfy.fix_text(text, CONFIG) == text


@given(st.lists(st.text(alphabet=WESTERN, max_size=12), max_size=8).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_where_ftfy_changes_nothing_the_gate_opens_for_nothing_it_would(text: str) -> None:
    """Text that ftfy gives back comes out as it was; only escapes and our own rules for damage go further.

    Line by line, as both decide, but a line ends for us wherever `splitlines` ends one: after "Äœ \\r" too.
    """
    if all(ftfy.fix_text(line, CONFIG) == line for line in text.splitlines()) and "\\u" not in text:
        assert apply_edits(text, repair_encoding(text)) == text


@pytest.mark.parametrize("text", NEWS[:5])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_mojibake_is_decoded_as_ftfy_does(text: str, encoding: str) -> None:
    """UTF-8 read in another encoding, its undefined bytes as Latin-1: the same result, line by line."""
    broken = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())
    assert ftfy.fix_text(broken, CONFIG) == text
    assert apply_edits(broken, repair_encoding(broken)) == text


def test_one_tag_does_not_switch_entities_off_in_the_next_line() -> None:
    """ftfy leaves all entities alone from the first < on."""
    text = "if a <b> c\nIt&rsquo;s"
    assert ftfy.fix_text(text, CONFIG).endswith("It&rsquo;s")
    assert apply_edits(text, repair_encoding(text)).endswith("It’s")


def test_a_lost_byte_never_becomes_a_dagger() -> None:
    """ftfy takes the space after â€ for the lost byte."""
    assert "†" in ftfy.fix_text("â€œNoâ€ she said", CONFIG)
    assert apply_edits("â€œNoâ€ she said", repair_encoding("â€œNoâ€ she said")) == "“No” she said"


def test_east_asian_punctuation_keeps_its_width() -> None:
    """ftfy narrows it; among ideographs it is right as it is, among Latin letters it is not."""
    assert repair_encoding("他说，很好。") == ()
    assert apply_edits("ＬＯＵＤ", repair_encoding("ＬＯＵＤ")) == "LOUD"
