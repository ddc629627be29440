"""What can be seen of a line without understanding it: prose or headline, caption, byline, follow line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copydesk.strip.dates import is_date_line
from copydesk.strip.folding import fold_words
from copydesk.strip.lines import Line
from copydesk.strip.wording import word_set, wording_reason

_CLOSERS = "\"'”’“»«›‹)]}」』*†"
_TERMINALS = frozenset(".!?…:;。！？।؟")
_STOPS = frozenset(".!…。！।")
_INNER_STOP = re.compile(r"[.!?…][\"”’»)]*\s+[\"“‘«(]?[^\W\d_a-z]|[。！？]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_BULLET = re.compile(r"^\s*(?:[-–—•·*►▪●‣>]|\d{1,2}[.)])\s+")

# Picture agencies, wire services and stock archives as credits name them.
_AGENCIES = """Getty Images|Getty images|Getty|AFP|Reuters|REUTERS|EPA-EFE|EPA|Shutterstock|Alamy|AP Photo|AP
|Associated Press|PA Wire|PA|Press Association|Imago|IMAGO|iStock|dpa|picture alliance|picture-alliance|ANSA|EFE
|TASS|Anadolu|Xinhua
|Bloomberg|Keystone|ANP|Belga|Scanpix|NTB|Ritzau|TT|Lehtikuva|PAP|ČTK|Unsplash|Pexels|Pixabay|ZUMA Press|Zuma|ZUMA|Rex
|Handout|ТАСС|РИА Новости|Коммерсантъ"""
_AGENCY = "(?:" + _AGENCIES.replace("\n", "") + ")"
# A credit at the end of the line: "[The White House/Handout via Reuters]", "(Photo by X/Getty Images)", "X/AFP via
# Getty Images". A bare "(dpa)" after a full stop is an agency's mark under its text; a bare "AFP" may end a sentence.
_CREDIT_END = re.compile(
    rf"[\[(][^\[\]()]*(?:\b{_AGENCY}\b|\bFile\b|\b[Ff]ile [Pp]hoto|[Cc]ourtesy|[Hh]andout|[Pp]hoto by|[Pp]hoto:"
    rf"|[Ff]oto:)[^\[\]()]*[\])]$"
    rf"|(?:/|\bvia |© ?){_AGENCY}[.)\]]?$|\b(?:Getty [Ii]mages|Shutterstock|iStock|Alamy(?: Stock Photo)?)$"
    rf"|\bREUTERS/[^\W\d_][^/]{{1,40}}(?:/(?:File Photo|Handout|Illustration|Pool))*$"
    rf"|^\((?:[^\W\d_][\w.’'-]* ){{1,4}}/ [^()\d]{{3,50}}\)$"
)
# An invitation to license the picture, behind its credit.
_LICENSING = re.compile(r"\b(?:Purchase|Acquire) Licensing Rights\b.{0,30}$")
_AGENCY_MARK = re.compile(rf"[.!?…][\"”’]?\s*[\[(]{_AGENCY}[\])]$")
# What every credit has one of: most lines have none, and need no further look.
_CREDIT_HINT = re.compile(r"[\])]$|[:：/©]|\b[vV]ia |\b[bB]y |Getty|stock|Alamy|courtesy")
# What stands before the name of who made a picture.
_CREDIT_LABELS = """Photograph|Photographs|Photo|Photos|Photo by|Photo credit|Picture|Pictures|Image|Images|Image credit
|Credit|Credits|Illustration|Foto|Fotos|Bild|Bilder|Bildquelle|Symbolbild|Grafik|Quelle|Crédit|Crédit photo|Crédits
|Fotografía|Foto di|Fotografia|Imagem|Beeld|Zdjęcie|Fot.|Billede|Kuva
|Фото|写真|사진|Cartoon|Illustrations"""
_CREDIT_LABEL = re.compile(
    r"(?:^|[.!?…\"”’\])]\s+|\s[-–—|(/]\s?|\()(?:"
    + _CREDIT_LABELS.replace("\n", "").replace(".", r"\.")
    + r")\s?(?:[:：]|©|by\s[A-Z]|courtesy\b|/)"
)
_BYLINE = re.compile(
    r"^(?:By|by|BY|Von|von|VON|Par|par|PAR|Por|por|POR|Di|di|Da|Door|door|Af|af|Av|av|AV|Przez|Text|Story by|Words by"
    r"|Reported by|Written by|Reporting by|Redaktion|Autor|Autorin|Author|Übersetzung|Faktencheck"
    r"|Schlussredaktion|Bearbeitung|Od|Текст)\s?:?\s+(?P<names>.+)$"
)
_NAME_JOINS = word_set("and und et y e i en og och ja & | in de del da di van von der den the for at with /")
_PLACE_JOINS = word_set("in and & de la le of the")
_FOLLOW = re.compile(
    r"^(?:Follow|Folgen Sie|Folge|Suivez|Siga|Sigue|Síguenos|Segui|Volg|Følg|Följ|Obserwuj|Seuraa)"
    r" (?:us\b|uns\b|@|[^\W\d_a-z]).{1,40}:$"
)
_COPYRIGHT = re.compile(r"©|^\(c\) |^Copyright\b.{0,20}(?:19|20)\d\d|^Copyright ©", re.IGNORECASE)

# "4 min read", "- 3 Minuten Lesezeit": how long it takes to read.
_READING_TIME = re.compile(
    r"\d+ min(?:s|ute|utes|uten|uti|utos|uut|uter|utter|uttia)? (?:read|lesezeit|de lecture|di lettura|de lectura"
    r"|de leitura|leestijd|lezen|czytania|læsning|läsning|lesing|lästid|læsetid|lesetid)$"
)


# A sentence of an article, as against a label that ends like one.
MIN_PROSE_WORDS = 8
_MIN_SENTENCE_CHARS = 25
# Where no element tells it, a standfirst, of the article or on another story's card, has at most so many words.
MAX_STANDFIRST_WORDS = 45
# Longer than any headline or label, however it ends.
LONG_LINE_WORDS = 40
HEADLINE_WORDS = 2, 25
_MAX_CAPTION_WORDS = 90
_MAX_CAPTION_CHARS = 1000
# An item of a list is a caption only if it is short: questions and answers end in a credit where a picture followed.
_MAX_LISTED_CAPTION_WORDS = 30


@dataclass(frozen=True, slots=True)
class Shape:
    """A line and what can be seen of it."""

    line: Line
    words: tuple[str, ...]  # casefolded
    n_words: int  # for scripts without spaces: half the characters
    terminal: bool  # ends like a sentence, a question, or a clause
    full_stop: bool  # ends like a statement
    n_sentences: int
    reason: str | None  # what its own words say: copydesk.strip.wording
    date: bool  # nothing but a date

    @property
    def text(self) -> str:
        """The line's own text."""
        return self.line.text

    @property
    def prose(self) -> bool:
        """Long enough and ended like a paragraph of an article."""
        return self.n_words >= LONG_LINE_WORDS or (
            self.terminal and (self.n_words >= MIN_PROSE_WORDS or self.n_sentences > 1)
        )

    @property
    def headline(self) -> bool:
        """Like a headline or subheading: one piece, not ended like a statement, begun like one."""
        low, high = HEADLINE_WORDS
        return (
            low <= self.n_words <= high
            and not self.full_stop
            and self.n_sentences == 1
            and not self.date
            and not self.text.endswith((":", ";", ","))
            and sum(map(str.isdecimal, self.words)) * 2 < len(self.words)
            and not strip_bullet(self.text)[:1].islower()
        )


def shape_of(line: Line) -> Shape:
    """What can be seen of the line."""
    text = line.text
    words = fold_words(text)
    n_cjk = 0 if text.isascii() else len(_CJK.findall(text))
    return Shape(
        line=line,
        words=tuple(words),
        n_words=max(len(words), n_cjk // 2),
        terminal=_last_mark(text) in _TERMINALS,
        full_stop=ends_statement(text),
        n_sentences=1 + len(_INNER_STOP.findall(text)),
        reason=own_reason(text, words),
        date=is_date_line(text),
    )


def _last_mark(text: str) -> str:
    """The line's last character that is no closing quote or bracket."""
    return text.rstrip(_CLOSERS + " ")[-1:]


def ends_statement(text: str) -> bool:
    """Whether the line ends like a statement; a question does only inside a quotation."""
    last = _last_mark(text)
    return last in _STOPS or (last == "?" and not text.endswith("?"))


def is_sentence(text: str) -> bool:
    """Whether it ends like a statement and is no mere label; in characters, since some languages part no words."""
    return len(text) >= _MIN_SENTENCE_CHARS and ends_statement(text)


def own_reason(text: str, words: list[str]) -> str | None:
    """The reason that the line gives by itself: its phrases, a copyright sign, "Follow Somebody:"."""
    if not words:
        return None
    if len(words) <= 30 and _COPYRIGHT.match(text):
        return "copyright"
    if _FOLLOW.match(text):
        return "social"
    if len(words) <= 5 and _READING_TIME.match(" ".join(words)):
        return "navigation"
    return wording_reason(strip_bullet(text), words)


def caption_reason(text: str, n_words: int) -> str | None:
    """ "credit" for a picture credit alone, "caption" for a caption that ends in one, else None."""
    if n_words > _MAX_CAPTION_WORDS or len(text) > _MAX_CAPTION_CHARS:
        return None
    if not _CREDIT_HINT.search(text) or (n_words > _MAX_LISTED_CAPTION_WORDS and _BULLET.match(text)):
        return None
    if licensing := _LICENSING.search(text):
        text = text[: licensing.start()].rstrip(". ")
    end = _CREDIT_END.search(text)
    label = _CREDIT_LABEL.search(text) if not end else None
    if label and len(text) - label.end() > 100:
        return None
    match = end or label
    if match is None or (end and _AGENCY_MARK.search(text)):
        return None
    return "credit" if n_words <= 8 and match.start() < 40 else "caption"


def is_place_line(text: str) -> bool:
    """Whether the line is what a byline leaves when its linked names are lost: "in Washington and in Moscow"."""
    first, *places = text.replace(",", " ").split()[:12] or [""]
    named = [place for place in places if place[:1].isupper()]
    return (
        first == "in"
        and len(text) <= 80
        and bool(named)
        and all(place[:1].isupper() or place in _PLACE_JOINS for place in places)
        and _last_mark(text) not in _TERMINALS
    )


def is_byline(text: str) -> bool:
    """Whether the line is "By" and names, in the languages of the table.

    >>> is_byline("Von Nina Magoley"), is_byline("Von der Leyen warnt vor Engpässen")
    (True, False)
    """
    match = _BYLINE.match(strip_bullet(text))
    if not match or len(text) > 120:
        return False
    names = match["names"].replace(",", " , ").split()
    capital = [name for name in names if name[:1].isupper()]
    return len(capital) >= 1 and all(
        name[:1].isupper() or name in _NAME_JOINS or not name[:1].isalpha() for name in names
    )


def strip_bullet(text: str) -> str:
    """The text without a list's mark at its beginning."""
    return text if text[:1].isalpha() else _BULLET.sub("", text)
