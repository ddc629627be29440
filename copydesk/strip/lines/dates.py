"""Dates as they stand alone on a line of a news page, in the languages of the tables, without a clock."""

from __future__ import annotations

import re

from copydesk.strip.lines.wording import word_set

_MONTHS: dict[str, str] = {
    "short": "jan feb mar apr may jun jul aug sep oct nov dec",
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου"
    " δεκεμβρίου",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
_MORE_SHORT_MONTHS = {
    "sept": 9, "okt": 10, "dez": 12, "des": 12, "mrt": 3, "maj": 5, "mai": 5, "juni": 6, "juli": 7, "ene": 1, "abr": 4,
    "ago": 8, "dic": 12, "gen": 1, "mag": 5, "giu": 6, "lug": 7, "set": 9, "ott": 10, "fev": 2, "out": 10, "janv": 1,
    "févr": 2, "avr": 4, "juil": 7, "déc": 12, "mär": 3, "jänner": 1,
}  # fmt: skip
MONTHS: dict[str, int] = {
    **{name: i for names in _MONTHS.values() for i, name in enumerate(names.split(), 1)},
    **_MORE_SHORT_MONTHS,
}

# What else may stand on a date's line.
_DATE_WORDS = word_set(
    """monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
    lunedì martedì mercoledì giovedì venerdì sabato domenica segunda terça quarta quinta sexta feira
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag onsdag torsdag fredag lørdag søndag
    måndag tisdag lördag söndag poniedziałek wtorek środa czwartek piątek sobota niedziela
    published updated posted modified first last on at the of and utc gmt est edt et pst pdt pt cet cest bst ist jst
    kst msk sast eat wat aest aedt am pm a p m
    time date issue st nd rd th ago just now hours hour minutes minute days day hrs mins min read
    veröffentlicht aktualisiert stand am um uhr vom erstellt zuletzt geändert datum den
    publié mis à jour le h de modifié actualizado publicado el las a las hora pubblicato aggiornato il alle ore
    atualizado em às gepubliceerd bijgewerkt op om uur opdateret publiceret kl uppdaterad publicerad oppdatert publisert
    opublikowano aktualizacja r godz dodano julkaistu päivitetty klo
    понедельник вторник среда четверг пятница суббота воскресенье г года опубликовано обновлено мск в
    понеділок вівторок середа четвер п'ятниця субота неділя року опубліковано оновлено
    pondělí úterý středa čtvrtek pátek neděle aktualizováno vydáno zveřejněno v
    hétfő kedd szerda csütörtök péntek szombat vasárnap frissítve luni marți miercuri joi vineri sâmbătă duminică
    publicat actualizat ora pazartesi salı çarşamba perşembe cuma cumartesi pazar giriş güncelleme tarihi
    yayınlanma saat senin selasa rabu kamis jumat sabtu minggu wib pukul الأحد الاثنين الإثنين الثلاثاء الأربعاء
    الخميس الجمعة السبت آخر تحديث نشر في تاريخ النشر الساعة م ص 입력 수정 등록 승인 업데이트
    오전 오후 최종수정 기사입력 송고시간 data utworzenia laatste update"""
)
# "March 4, 202412:45 PM UTCUpdated 3 hours ago": the lines of a clock stuck together.
_GLUED_TIME = re.compile(r"(?<=20\d\d)(?=\d{1,2}:\d\d)|(?<=[A-Z]{3})(?=[A-Z][a-z])")
# "1/1/2021 +14.2%" is a line of a table.
_AMOUNT = frozenset("%+€$£¥")
# "+0100", "UTC+1": no amount, but where the clock is.
_ZONE = re.compile(r"(?:\b(?:UTC|GMT)\s?\+\d{1,2}(?::?\d\d)?|(?<=\d)\s?\+\d\d:?\d\d)\b")
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?")
_ISO = re.compile(r"\b((?:19|20)\d\d)([-./])(\d\d)\2(\d\d)(?:\b|T)")
_DOTTED = re.compile(r"\b(\d{1,2})\s?[.]\s?(\d{1,2})\s?[.]\s?((?:19|20)\d\d|\d\d)\b")
_SLASHED = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-]((?:19|20)\d\d)\b")
# "发布时间：2019-05-18 来源：某报 浏览次数：": the day, and what else a Chinese head says, each by its label.
_CJK_DATE_LINE = re.compile(
    r"(?:公開日?|更新日?|掲載日?|发布时间|發布時間|发布日期|發布日期|发表时间|更新时间|日期|时间|時間)?\s?[:：]?\s?"
    r"(?:(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2})"
    r"\s?(?:[(（].[)）])?\s?(?:\d{1,2}\s?[:：时時]\s?\d\d(?:[:：]\d\d)?\s?分?)?\s?(?:公開|更新|配信|掲載)?"
    r"(?:\s*(?:信息来源|来源|來源|作者|编辑|編輯|责任编辑|記者|记者|浏览次数|浏览|阅读|点击|字号|分享)\s?[:：]\s?[^\s:：]{0,20})*"
)
# No page of today is of another year; 1 is an empty field.
FIRST_YEAR, END_YEAR = 1900, 2100
_CJK_DATE = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")


def _iso(year: int, month: int, day: int) -> str | None:
    """The date as ISO 8601 where there can be such a day."""
    return (
        f"{year:04}-{month:02}-{day:02}"
        if 1 <= month <= 12 and 1 <= day <= 31 and FIRST_YEAR <= year < END_YEAR
        else None
    )


def _numeric_date(text: str) -> str | None:
    """The first date written in figures; 5/6/2021 is nobody's and gives None."""
    if match := _ISO.search(text):
        return _iso(int(match[1]), int(match[3]), int(match[4]))
    if match := _CJK_DATE.search(text):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.search(text):
        year = int(match[3])
        return _iso(year if year > 99 else 2000 + year, int(match[2]), int(match[1]))
    if match := _SLASHED.search(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first > 12:
            return _iso(year, second, first)
        return _iso(year, first, second) if second > 12 or first == second else None
    return None


def _named_date(tokens: list[str]) -> tuple[bool, str | None]:
    """Whether a month's name stands beside a day or year, and the whole date if all three are there."""
    for i, token in enumerate(tokens):
        month = MONTHS.get(token)
        if month is None:
            continue
        before = [t for t in tokens[max(0, i - 3) : i] if t.isdecimal()]
        after = [t for t in tokens[i + 1 : i + 5] if t.isdecimal()]
        day = next((int(t) for t in [*before[-1:], *after[:1]] if len(t) <= 2), None)
        year = next((int(t) for t in [*after, *before] if len(t) == 4), None)
        if day is not None or year is not None:
            return True, _iso(year, month, day) if day is not None and year is not None else None
    return False, None


def find_date(text: str) -> str | None:
    """The first whole date in `text` as ISO 8601, or None.

    >>> find_date("Updated 7 Dec 2021, 14:05 GMT")
    '2021-12-07'
    """
    # "3:02 p.m. Nov. 19, 2019": the clock's figures are no day.
    return _numeric_date(text) or _named_date(_TOKEN.findall(_CLOCK.sub(" ", text.casefold())))[1]


def is_date_line(text: str) -> bool:
    """Whether the line says nothing but when: "7 Dec 2021", "Stand: 22.04.2024, 06:00 Uhr", "3 hours ago".

    >>> is_date_line("Tue, 7 Dec 2021 10:00:00 +0000"), is_date_line("May 2021 brought rain")
    (True, False)
    """
    if len(text) > 80 or not _DIGIT.search(text):
        return False
    if "+" in text:
        text = _ZONE.sub("", text)
    if not _AMOUNT.isdisjoint(text):
        return False
    text = _GLUED_TIME.sub(" ", text)
    tokens = _TOKEN.findall(text.casefold())
    if any(not token.isdecimal() and token not in MONTHS and token not in _DATE_WORDS for token in tokens):
        return _CJK_DATE_LINE.fullmatch(text.strip()) is not None
    dated = _numeric_date(text) is not None or _SLASHED.search(text) is not None or _named_date(tokens)[0]
    return dated or "ago" in tokens
