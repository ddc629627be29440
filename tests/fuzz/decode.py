"""Bytes become text, or are refused with a reason; what is text is replaced nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.errors import ArticleError
from copydesk.read.decode import BYTE_ORDER_MARKS, decode
from tests.fuzz.promises import check_reason
from tests.fuzz.target import Target
from tests.hostile_inputs import TEXTS

# How the bytes come: the first byte chooses.
WAYS: tuple[tuple[str, str | None], ...] = (
    ("text/plain", None),
    ("text/html", None),
    ("text/plain", "iso-8859-1"),
    ("text/html", "shift_jis"),
    ("text/plain", "utf-16"),
    ("text/html", "no such charset"),
    ("text/plain", "gb18030"),
    ("text/html", "utf-7"),
)
SENTENCES = {
    "cp1252": "“It’s a café,” she said – and left.",
    "cp1251": "Министр сообщил, что мост закрыт.",
    "cp1250": "Řeka se vylila z břehů, řekl starosta.",
    "cp1253": "Η γέφυρα θα κλείσει την Τρίτη.",
    "cp1256": "قال الوزير إن الجسر سيغلق.",
    "iso8859_9": "Köprü salı günü kapatılacak, dedi.",
    "koi8_r": "Министр сообщил, что мост закрыт.",
    "mac_roman": "Elle a dit « c’est l’été » – et déjà.",
    "shift_jis": "大臣は橋を閉鎖すると述べた。",
    "euc_jp": "大臣は橋を閉鎖すると述べた。",
    "iso2022_jp": "大臣は橋を閉鎖すると述べた。",
    "gb18030": "部长周二表示，大桥将关闭。",
    "big5": "部長週二表示，大橋將關閉。",
    "euc_kr": "장관은 다리가 폐쇄될 것이라고 말했다.",
    "utf-8": "Der Minister sagte, die „Brücke“ werde geschlossen.",
    "utf-16": "Der Minister sagte, die „Brücke“ werde geschlossen.",
    "utf-16-le": "The bridge will close on Tuesday, he said.",
    "utf-16-be": "The bridge will close on Tuesday, he said.",
    "utf-32": "The bridge will close.",
}


def seeds() -> Iterator[bytes]:
    """A sentence in each charset, whole and cut, and hostile texts."""
    for codec, sentence in SENTENCES.items():
        data = sentence.encode(codec)
        yield b"\0" + data
        yield b"\1" + b"<html lang=de><meta charset=%s><p>" % codec.encode() + data
        yield b"\2" + data[:-1] + b"\x81" + SENTENCES["utf-8"].encode()
    for make in TEXTS.values():
        yield b"\0" + make(300)


def check(data: bytes) -> None:
    """Text of what the bytes say, and no character that stands for one that was not understood."""
    media_type, charset = WAYS[data[0] % len(WAYS)] if data else WAYS[0]
    data = data[1:]
    try:
        text, decoding = decode(data, media_type=media_type, charset=charset)
    except ArticleError as refused:
        check_reason(refused, "empty", "binary")
        return
    assert text.strip(), "a text of white space"
    text.encode("utf-8")  # no half characters
    assert (text, decoding) == decode(data, media_type=media_type, charset=charset)
    if decoding.method == "utf-8":
        assert text.encode("utf-8") == data
    elif decoding.method == "bom":
        assert data in [mark + text.encode(codec) for mark, codec in BYTE_ORDER_MARKS]
    elif decoding.method == "nul-parity":
        assert text.encode(decoding.encoding) == data
    if decoding.encoding.startswith("utf-8"):
        assert text.count("\ufffd") == data.count("\ufffd".encode())


TARGET = Target(
    seeds,
    (
        b"<meta charset=",
        b"<?xml encoding='",
        b"\x1b$B",
        b"\x1b(B",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0\0",
        b"\xef\xbf\xbd",
    ),
    check,
)
