"""The language of a text: its script, its words and its letters tell most, a model the rest."""

from __future__ import annotations

import unicodedata

import py3langid
import pytest

from copydesk.language import LANGUAGES, detect_language, guess_language, is_foreign

ENGLISH = (
    "The ships that were in the harbour when the storm hit are still there, and the office of the port has said that "
    "they will stay until the wind is gone. What this means for the ferries is not clear."
)
GERMAN = (
    "Die Schiffe, die bei dem Sturm im Hafen lagen, sind noch da, und das Amt hat gesagt, dass sie auch bleiben, bis "
    "sich der Wind legt. Was das für die Fähren heißt, ist nicht klar. Eine Prognose wird im Laufe des Tages erwartet."
)
FRENCH = (
    "Les navires qui étaient dans le port au moment de la tempête y sont encore, et la capitainerie dit qu'ils y "
    "resteront jusqu'à ce que le vent tombe. On ne sait pas ce que cela veut dire pour les ferries de la semaine."
)
AFRIKAANS = (
    "Die skip was in die hawe of daar naby toe die storm was, en die kaptein was nie seker of dit veilig was nie. Die "
    "hawe was die hele dag gesluit, en niemand was aan boord nie, of so was dit gemeld."
)
JAPANESE = (
    "嵐の時に港にいた船はまだそこにあり、港の事務所は風がやむまでとどまると述べた。フェリーへの影響はまだ分からない。"
    * 3
)
KOREAN = (
    "폭풍이 닥쳤을 때 항구에 있던 배들은 아직 그곳에 있으며, 항만 사무소는 바람이 잦아들 때까지 머물 것이라고 밝혔다."
    * 3
)
CHINESE = "暴风雨来袭时停在港口的船只仍然留在那里，港务局表示，它们将一直停留到风停为止。" * 4


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (AFRIKAANS, "af"),
        (JAPANESE, "ja"),
        (KOREAN, "ko"),
        (CHINESE, "zh"),
    ],
)
def test_a_paragraph_tells_its_language(text: str, language: str) -> None:
    """Two sentences are enough."""
    assert detect_language(text) == language


# The same news in languages that are near to each other.
RELATIVES = {
    "da": "Skibene, der lå i havnen, da stormen kom, er der stadig, og havnens kontor siger, at de bliver, indtil "
    "vinden har lagt sig. Hvad det betyder for færgerne, er ikke klart, men der ventes nyt i løbet af dagen, "
    "siger en mand.",
    "no": "Skipene som lå i havnen da stormen kom, er der fortsatt, og havnekontoret sier at de blir til vinden har "
    "lagt seg. Hva det betyr for fergene, er ikke klart, men det ventes noe nytt etter hvert, sier en mann "
    "fra kontoret.",
    "sv": "Fartygen som låg i hamnen när stormen kom är kvar där, och hamnens kontor säger att de stannar tills "
    "vinden har lagt sig. Vad det betyder för färjorna är inte klart, men något nytt väntas under dagen, "
    "säger en man.",
    "cs": "Lodě, které byly v přístavu, když přišla bouře, jsou tam stále a úřad přístavu uvedl, že tam zůstanou, "
    "dokud se vítr neutiší. Co to znamená pro trajekty, není jasné, ale podle úřadu se o tom ještě dnes "
    "rozhodne.",
    "sk": "Lode, ktoré boli v prístave, keď prišla búrka, sú tam stále a úrad prístavu uviedol, že tam zostanú, kým "
    "sa vietor neutíši. Čo to znamená pre trajekty, nie je jasné, ale podľa úradu sa o tom ešte dnes "
    "rozhodne.",
    "hr": "Brodovi koji su bili u luci kada je došla oluja još su tamo, a lučki ured kaže da će ostati dok se "
    "vjetar ne smiri. Što to znači za trajekte nije jasno, ali se prije večeri očekuje odluka, rekao je "
    "također netko iz ureda.",
    "sr": "Brodovi koji su bili u luci kada je došla oluja još su tamo, a lučka uprava kaže da će ostati dok se "
    "vetar ne smiri. Šta to znači za trajekte nije jasno, ali se pre večeri očekuje odluka, rekao je takođe "
    "neko iz uprave.",
    "sl": "Ladje, ki so bile v pristanišču, ko je prišla nevihta, so še tam, in pristaniški urad pravi, da bodo "
    "ostale, dokler se veter ne umiri. Kaj to pomeni za trajekte, ni jasno, vendar naj bi o tem še danes "
    "odločali tudi drugi.",
    "ru": "Суда, которые были в порту, когда начался шторм, всё ещё там, и управление порта сообщило, что они "
    "останутся, пока ветер не стихнет. Что это значит для паромов, не ясно, но решение будет принято уже "
    "сегодня.",
    "uk": "Судна, які були в порту, коли почався шторм, усе ще там, і управління порту повідомило, що вони "
    "залишаться, доки вітер не вщухне. Що це означає для поромів, не ясно, але рішення буде ухвалено вже "
    "сьогодні.",
    "be": "Судны, якія былі ў порце, калі пачаўся шторм, усё яшчэ там, і кіраўніцтва порта паведаміла, што яны "
    "застануцца, пакуль вецер не сціхне. Што гэта значыць для паромаў, не ясна, але рашэнне будзе прынята ўжо "
    "сёння.",
    "bg": "Корабите, които бяха в пристанището, когато дойде бурята, са още там, а управлението съобщи, че те ще "
    "останат, докато вятърът не утихне. Какво означава това за фериботите, не е ясно, но решение се очаква "
    "днес.",
    "es": "Los barcos que estaban en el puerto cuando llegó la tormenta siguen allí, y la oficina del puerto dice "
    "que se quedarán hasta que pase el viento. No está claro lo que esto significa para los transbordadores "
    "de la semana.",
    "gl": "Os barcos que estaban no porto cando chegou a tormenta seguen alí, e a oficina do porto di que non "
    "sairán ata que pase o vento. Non está claro o que isto significa para os transbordadores, pero hoxe "
    "haberá unha reunión.",
    "pt": "Os navios que estavam no porto quando a tempestade chegou ainda lá estão, e a administração do porto diz "
    "que não vão sair até que o vento passe. Não está claro o que isso significa para os barcos da semana, "
    "mas há reunião.",
    "ca": "Els vaixells que eren al port quan va arribar la tempesta encara hi són, i l'oficina del port diu que no "
    "en sortiran fins que passi el vent. No està clar què vol dir això per als transbordadors, però avui hi "
    "ha reunió.",
}


@pytest.mark.parametrize("language", RELATIVES)
def test_near_relatives_are_told_apart_without_the_model(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the words and letters that one has and the other has not."""
    monkeypatch.setattr(py3langid, "classify", lambda _: pytest.fail("the model was asked"))
    assert detect_language(RELATIVES[language]) == language
    assert guess_language(RELATIVES[language]) == language


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("The ships of the harbour", "en"),
        ("Ships leave harbour", None),
        ("Les navires du port sont encore dans la tempête", "fr"),
        ("Τα πλοία στο λιμάνι", "el"),
        ("港の船", "ja"),
        ("港にいた船はまだそこにある", "ja"),
        ("De la mer", None),
        ("Dublin 1916", None),
        ("", None),
    ],
)
def test_a_line_is_guessed_or_left_open(line: str, language: str | None) -> None:
    """A headline in English needs one of its words, one in another language three; a name tells nothing."""
    assert guess_language(line) == language


def test_a_decomposed_text_is_in_the_language_that_it_is_in_when_composed() -> None:
    """Accents that stand as characters of their own do not part words."""
    assert guess_language(unicodedata.normalize("NFD", RELATIVES["cs"])) == "cs"


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("„Das ist alles“, sagte sie.", True),
        ("„Genug“, sagte Trenin.", False),  # no word that tells
        ("„Für größere Schiffe reicht es“, sagte sie.", True),
        ("He said „größere Schiffe“ and went.", False),
        ("The café of the Müllers", False),
        ("“Ships leave”, he said.", False),
    ],
)
def test_a_line_shows_that_it_is_not_english(line: str, foreign: bool) -> None:
    """By others' words or letters, and none of its own; names and quotations in an English line do not."""
    assert is_foreign(line) is foreign


def test_a_row_says_each_word_once_and_as_it_is_looked_up() -> None:
    """In small letters, and composed."""
    for language, row in LANGUAGES.items():
        words = row.words.split()
        assert len(words) == len(set(words)), language
        assert unicodedata.normalize("NFC", row.words.lower()) == row.words, language
        assert unicodedata.normalize("NFC", row.letters.lower()) == row.letters, language


@pytest.mark.parametrize("text", [ENGLISH, GERMAN, FRENCH, JAPANESE, KOREAN, CHINESE])
def test_words_and_characters_tell_without_the_model(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in one of these languages beyond doubt costs a tenth of what the model costs."""
    monkeypatch.setattr(py3langid, "classify", lambda _: pytest.fail("the model was asked"))
    assert detect_language(text)


def test_the_model_decides_about_a_text_in_two_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small words of both languages tell nothing, nor do the characters of a name, or of a quotation."""
    monkeypatch.setattr(py3langid, "classify", lambda _: ("xx", 1.0))
    assert detect_language(f"{ENGLISH} {GERMAN}") == "xx"
    assert detect_language(f"{FRENCH} {CHINESE[:60]}") == "xx"
    assert detect_language(f"{CHINESE} {JAPANESE[:20]}") == "xx"


def test_a_headline_does_not_tell_its_language() -> None:
    """A few words may be of any language."""
    assert detect_language("The ships that were in the harbour") is None
