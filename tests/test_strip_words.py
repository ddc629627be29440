"""The files of words: each says what it must, nothing twice, and nothing that nobody reads."""

from __future__ import annotations

import configparser
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from copydesk.reasons import REASONS
from copydesk.strip.lines import vocabulary, wording
from copydesk.strip.lines.folding import fold_words
from copydesk.strip.lines.shape import caption_reason
from copydesk.strip.lines.splitting import glued_joints
from copydesk.strip.lines.vocabulary import (
    AGENCIES,
    AGENCY_SECTIONS,
    FOLDER,
    NEEDED_SECTIONS,
    PHRASE_SECTIONS,
    SECTIONS,
    Phrase,
    VocabularyError,
    read_vocabulary,
)
from copydesk.strip.lines.wording import wording_reason
from copydesk.strip.texts.desks import is_desk_line
from tests.conftest import ROOT

FILES = sorted(path.name for path in FOLDER.iterdir())
LANGUAGES = [name for name in FILES if name != f"{AGENCIES}.txt"]
MINIMAL = "# Testish\n\n[comment_form]\n^kommentera nu$\n\n[social]\n^dela nu$\n\n[related_link]\n^läs nu\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files."""
    return Path(shutil.copytree(FOLDER, tmp_path / "words"))


def refused(folder: Path) -> str:
    with pytest.raises(VocabularyError) as error:
        read_vocabulary(folder)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_the_files_are_of_languages_and_of_agencies() -> None:
    """Named by the language's ISO code; nothing else lies there."""
    assert all(re.fullmatch(r"[a-z]{2}\.txt", name) for name in LANGUAGES)
    assert f"{AGENCIES}.txt" in FILES


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_has_the_sections_it_must_have(name: str) -> None:
    """Comments, sharing and other stories; and where it has months, they are twelve lines."""
    sections = re.findall(r"^\[(.+)\]$", (FOLDER / name).read_text("utf-8"), re.MULTILINE)
    assert set(NEEDED_SECTIONS) <= set(sections)
    assert set(sections) <= {*PHRASE_SECTIONS, *SECTIONS}


def test_no_section_is_left_that_no_file_fills_or_no_module_reads() -> None:
    """What the loader allows is there, and asked for by its name."""
    read = "".join(path.read_text("utf-8") for path in (ROOT / "copydesk" / "strip").rglob("*.py"))
    for name in {**SECTIONS, **AGENCY_SECTIONS}:
        assert any(f"[{name}]\n" in (FOLDER / file).read_text("utf-8") for file in FILES), name
        assert len(re.findall(rf"[\"']{name}[\"']", read)) > 1, name


def test_phrases_stand_under_known_reasons() -> None:
    """The files' reasons are all documented reason codes."""
    assert set(PHRASE_SECTIONS) <= set(REASONS)


def test_a_phrase_is_read_with_its_marks(tmp_path: Path) -> None:
    """Beginning, end, telling, and words of any kind; every language's after the order of the reasons."""
    (tmp_path / "xx.txt").write_text(MINIMAL.replace("^läs nu", "!^Läs * våra E-brev\nnu$"), "utf-8")
    found = read_vocabulary(tmp_path).phrases
    assert found[0] == ("comment_form", ("kommentera", "nu"), True, True, False)
    assert found[2:] == [
        ("related_link", ("läs", "*", "våra", "e", "brev"), True, False, True),
        ("related_link", ("nu",), False, True, False),
    ]


def test_a_new_language_is_one_file(folder: Path) -> None:
    """A file beside the others is read with them."""
    before = len(read_vocabulary(folder).phrases)
    (folder / "xx.txt").write_text(MINIMAL, "utf-8")
    assert len(read_vocabulary(folder).phrases) == before + 3


def test_the_shipped_files_hold_what_they_held() -> None:
    """A golden sample of each kind of section, from files of several scripts."""
    words = vocabulary.vocabulary()
    assert ("related_link", ("read", "more"), True, True, False) in words.phrases
    assert ("related_link", ("läs", "också"), True, False, False) in words.phrases
    assert ("advert", ("annonce",), True, True, False) in words.phrases
    assert "^関連記事" in words.unspaced["related_link"]
    assert (words.months["märz"], words.months["października"], words.months["sept"]) == (3, 10, 9)
    assert {"montag", "понедельник", "uhr"} <= vocabulary.words_of("date_words")
    assert "Propos recueillis par" in vocabulary.spellings("bylines")
    assert len(words.phrases) > 2000


FAULTS: list[tuple[str, Callable[[str], str], str]] = [
    ("an unknown section", lambda text: text + "\n[komments]\n^x$\n", "line 12: no section is called '[komments]'"),
    ("a section twice", lambda text: text + "\n[social]\n^x$\n", "line 12: a second section [social]"),
    ("an empty section", lambda text: text + "\n[promo]\n", "nothing stands under [promo]"),
    ("no name", lambda text: text.removeprefix("# Testish\n"), "line 1: ''; a file begins with"),
    ("words above sections", lambda text: text.replace("\n\n", "\nhej\n", 1), "line 2: 'hej' stands above"),
    ("a missing section", lambda text: text.replace("[social]", "[promo]"), "no section [social]; a language has"),
    ("a phrase twice", lambda text: text + "^läs nu\n", "line 11: '^läs nu' under [related_link] stands in xx"),
    ("with other marks", lambda text: text + "!Läs nu$\n", "line 11: '!Läs nu$' under [related_link] stands"),
    ("under two reasons", lambda text: text + "\n[promo]\n^dela nu\n", "stands in xx.txt, line 7, under [social]"),
    ("another language's", lambda text: text + "^lue lisää\n", "stands in fi.txt, line"),
    ("marks alone", lambda text: text + "^$\n", "line 11: '^$' is no phrase; allowed are words"),
    ("marks inside", lambda text: text + "läs ^här\n", "line 11: 'läs ^här' is no phrase; allowed are words"),
    ("a star at the end", lambda text: text + "^läs *\n", "line 11: '^läs *' is no phrase; allowed are words"),
    ("a word twice", lambda text: text + "\n[said]\nsa sade sa\n", "line 13: 'sa' stands twice under [said]"),
    ("a short year", lambda text: text + "\n[months]\njan\nfeb\n", "[months] has 2 lines; a year has 12"),
    ("a month of two numbers", lambda text: text + "\n[months]\n" + "listopada\n" * 12, "'listopada' is month 11"),
    ("an end, words not parted", lambda text: text + "あ$\n\n[writing]\nunspaced\n", "'あ$' is no phrase where"),
]  # fmt: skip


@pytest.mark.parametrize("change,said", [pytest.param(change, said, id=name) for name, change, said in FAULTS])
def test_a_fault_is_refused_in_one_line(folder: Path, change: Callable[[str], str], said: str) -> None:
    """With the file, the line, what stands there and what may."""
    (folder / "xx.txt").write_text(change(MINIMAL), "utf-8")
    message = refused(folder)
    assert message.startswith("xx.txt"), message
    assert said in message


def test_an_agency_stands_once(folder: Path) -> None:
    """A name in two sections would be known by halves."""
    path = folder / f"{AGENCIES}.txt"
    path.write_text(path.read_text("utf-8") + "AFP\n", "utf-8")
    assert "'AFP' stands in line" in refused(folder)


# Names that mean other things in brackets, "initials", are known beside a slash there.
AGENCY_NAMES = [name for section in AGENCY_SECTIONS if section != "initials" for name in vocabulary.spellings(section)]


@pytest.mark.parametrize("name", AGENCY_NAMES)
def test_every_agency_is_known_in_a_credit(name: str) -> None:
    """Behind a slash, in brackets, and with the next sentence stuck to it."""
    assert caption_reason(f"The harbour after the storm. Jane Porter/{name}", 7) == "caption"
    assert caption_reason(f"The harbour after the storm [Jane Porter via {name}]", 9) == "caption"
    if len(name) > 2:
        assert glued_joints([f"The harbour after the storm. Jane Porter/{name}Ships left the town."]), name


@pytest.mark.parametrize("name", [*vocabulary.spellings("agencies"), *vocabulary.spellings("initials")])
def test_every_agency_is_known_as_a_byline(name: str) -> None:
    """Alone on its line, with another one or a sign."""
    assert is_desk_line(name)
    assert is_desk_line(f"{name}/Reuters")
    assert is_desk_line(f"{name}/ib")


@pytest.mark.parametrize("name", vocabulary.spellings("initials"))
def test_initials_in_brackets_are_no_credit(name: str) -> None:
    """ "(AA)" is a battery, "(APA)" an association."""
    assert caption_reason(f"What the members say ({name})", 5) is None
    assert caption_reason(f"The harbour after the storm in the night ({name}/Porter)", 9) == "caption"


def test_a_word_that_begins_like_an_agency_is_none() -> None:
    """ "via APIs without": no credit of AP is stuck to "Is"."""
    assert not glued_joints(["The parts connect to the other systems via APIs without any change to them."])


@pytest.fixture
def two_at_one_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A table of two phrases of which one is a part of the other, and a third."""
    table = [
        Phrase("newsletter", ("our", "letter", "of", "spring"), False, False, False),
        Phrase("newsletter", ("letter", "of", "spring"), False, False, False),
        Phrase("newsletter", ("each", "monday"), False, False, False),
    ]
    caches = wording._phrases_at_start, wording._phrases_inside, wording._needed_inside
    monkeypatch.setattr(wording, "phrases", lambda: table)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("two_at_one_place")
def test_one_place_of_a_line_is_one_hit() -> None:
    """Two phrases of a reason decide about a long line: not where both stand at one place of it, so of news."""
    news = (
        "In May the library sent you and all of those who live in the town on the other side our letter of spring, in"
        " which the new harbour is"
    )
    for line, reason in (news, None), (f"{news} described each Monday", "newsletter"):
        assert wording_reason(line, fold_words(line)) == reason


def test_find_us_on_facebook_is_one_phrase() -> None:
    """It stood in the table twice, once as the beginning of itself, and a paragraph that began so went."""
    line = "Find us on Facebook was the name that the mayor of the town gave to our festival in the harbour"
    assert wording_reason(line, fold_words(line)) is None


def test_a_wheel_ships_the_files() -> None:
    """They are data of the package: what `setup.cfg` says holds for each of them."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    pattern = setup["options.package_data"]["copydesk.strip"]
    assert {path.name for path in (ROOT / "copydesk" / "strip").glob(pattern)} == set(FILES)
