"""The charsets that undeclared bytes may be in, and the letters of the languages that were published in them.

A charset is one row of `CHARSETS`, a language one of `LETTERS`. `weighing` tells which of them it is.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

# The letters beyond ASCII of each language, the commonest first, as they come in running text (lists of word
# frequencies, or the Universal Declaration of Human Rights where there is none). Of the languages written in thousands
# of characters it is the commonest hundred.
LETTERS = {
    "af": "êëéôûïèö",
    "ar": "اليمنورتعبدةفهكسأقحجىصشطخذإضثزغءئظآؤ",
    "be": "аныіроевскдялпцмтубзгўчьхжюэйшʼё",
    "bg": "аоеитнсврдклмпзяъгбчущжйцхшфюь",
    "br": "ñùêôîâ",
    "ca": "éóàèíòçúïüá",
    "cs": "íáěžřéčšýůúňďťó",
    "cy": "âôŵêîŷáïöëé",
    "da": "åæøéüöäá",
    "de": "üäößéàçèáêñ",
    "el": "ατοσιενρπκμηυςλίάόέγδωήχθύφώβξζψϊϋΐΰ",
    "en": "éïöçñèáüóàíôêâäëãåæœøúîß",
    "es": "óíáéñúüç",
    "et": "õäüöšžé",
    "eu": "ñüçéáó",
    "fa": "ایرندهومبتسکشلزفخگعقجحپآچطصيضغظئكأذثژءؤ",
    "fi": "äöåéšüž",
    "fo": "ðæøíáúóýöé",
    "fr": "éèàêçôîùâûœïëüöñæÿáíó",
    "ga": "áíóéú",
    "gl": "óáíúñéçü",
    "he": "יוהלאתרבמשענםדכחקפסןגזצטךףץ",
    "hr": "ščžćđéü",
    "hu": "éáöóőüíúűä",
    "is": "ðíáþóæöúéýäåü",
    "it": "èàùòéìíüöóá",
    "ja": "のいてなにたでしるとはがかっをすもらうんれまーだこりあくよンさそけきスやどおトえ人イわちル日ねッめつ"
    "ラリクアじせみゃろ大本見出一タば年シ国ドバフコロマ分会中レジ上事者自ょプ前今行時月テ生気サ方ムデ後手"
    "学何ずグ私同思",
    "ko": "이다는에하고가을지의로서은아한어도기사니있를나해리시그요인들자일게대라으스수만보제면정주전부여거과장"
    "했상안마구었데오야내원우신적것성국되세위와무할동생소트드모미진문중말화공까러비습간없분조저입개터유계"
    "치월같경회선",
    "lb": "éëäöüêôèûç",
    "lt": "ėųšžąįūčęé",
    "lv": "āīēšūņļžķģčé",
    "mk": "аоеинтсдрвкмлпугјзбшчжцќфхњѓљџѕѐѝ",
    "nl": "éëïèóüáöçàíêôûñ",
    "no": "åøæéôòèüöä",
    "oc": "èâòéêôàóíáçú",
    "pl": "łężąóśćńźéü",
    "pt": "ãéçáíêóúõàâôü",
    "ro": "ăîâșțşţ",
    "ru": "оеаитнсрвлкдмпуяыьгбзчйжхшюцэщфёъ",
    "sk": "ážčýíšéúťľôďňóäŕĺ",
    "sl": "čšžéćđ",
    "sq": "ëç",
    "sr": "аоиенврустдпкмлјбзњчгшцжљхђћфџ",
    "sv": "äåöéüàáèøæ",
    "th": "ารนกอ่ง้เัมวทียลตะดสิคแป็ห์ุืจขพใไบูชำโถธึผศณภญซ๊ฐษฏๆฉฟฮ๋ฝฬฎ",
    "tr": "ıüşçğöâîû",
    "uk": "оаніивтерскудлмпзябьгйчцхжїюшщєфґ",
    "ur": "ایکروہےنمتلسبںدپجھگعئفقشحزخٹچصآطڈڑضظغؤءذثژۃ",
    "vi": "đ̣́̀̉̃àưáôếạóộêảệốấớờủểâìợềậịầơíọựởúãứăữắụồừổòặùửỉũẽýỏằĩéễẩẫỗẹỹẻẳẵõèỳỷỵ",
    "zh": "的是一在不了有人我国这为中个们他大会和年来以上要到时对么你能就可发也地生说家于出后与成学过行用日自现"
    "多都没作下得还开经动法好方而公事分吗看民政主月子之里本所新天最其同业定全市部长点高力进理当",
    "zh-hant": "的是一在不了有人我國這為中個們他大會和年來以上要到時對麼你能就可發也地生說家於出後與成學過行用日自現"
    "多都沒作下得還開經動法好方而公事分嗎看民政主月子之裡本所新天最其同業定全市部長點高力進及權並將",
}
_WESTERN = "en de fr es it pt nl sv da no fi is ca gl eu ga cy br oc af lb sq fo et"
_CENTRAL = "pl cs sk hu hr sl ro de sq"
_CYRILLIC = "ru uk bg sr mk be"
_THOUSANDS = frozenset({"ja", "ko", "zh", "zh-hant"})  # languages written in thousands of characters


class Charset(NamedTuple):
    """A charset, the languages that were published in it, and how unlikely it is before the bytes are looked at."""

    codec: str  # Python's name for it
    cost: float  # how much rarer than others news in it is on the Web, as a logarithm
    languages: tuple[str, ...]  # those with most news first

    @property
    def name(self) -> str:
        """The codec's first name."""
        return codecs.lookup(self.codec).name

    @property
    def multibyte(self) -> bool:
        """Whether a character may have two bytes and more."""
        return not _THOUSANDS.isdisjoint(self.languages)


def _rows(table: str) -> tuple[Charset, ...]:
    lines = (line.split() for line in table.strip().splitlines())
    return tuple(Charset(codec, float(cost), tuple(languages)) for codec, cost, *languages in lines)


# Of two charsets in which the bytes are the same text and cost the same, the first is said to be the one.
CHARSETS = _rows(f"""
    cp1252       0    {_WESTERN}
    iso8859-15   1.5  {_WESTERN}
    cp1250       0    {_CENTRAL}
    iso8859-2    1    {_CENTRAL}
    cp1254       0.5  tr
    cp1257       0.5  lt lv et
    iso8859-13   2    lt lv et
    cp1251       0    {_CYRILLIC}
    koi8-r       1    ru bg
    koi8-u       1.5  uk be ru
    iso8859-5    2.5  {_CYRILLIC}
    cp866        3    ru be bg
    mac_cyrillic 4    ru uk
    cp1253       0    el
    iso8859-7    1    el
    cp1255       0    he
    iso8859-8    2    he
    cp1256       0    ar fa ur
    iso8859-6    1    ar
    cp874        0    th
    cp1258       1    vi
    mac_roman    3    {_WESTERN}
    mac_iceland  5    is fo
    cp850        4    {_WESTERN}
    cp437        5    {_WESTERN}
    cp852        4    {_CENTRAL}
    shift_jis    0    ja
    cp932        0.1  ja
    euc_jp       0    ja
    gb18030      0    zh zh-hant
    big5         0    zh-hant
    big5hkscs    1    zh-hant
    cp949        0    ko
""")
# Charsets of 7 bits that say by escape sequences what comes next.
ESCAPED = ("iso2022_jp", "iso2022_jp_ext")
# Declared charsets that stand in a row of another's.
SUPERSETS = {"gbk": "gb18030", "euc_kr": "cp949", "iso8859-11": "cp874", "iso8859-1": "cp1252"}
