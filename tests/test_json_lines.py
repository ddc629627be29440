"""A line of JSON is read as Python's own decoder reads it, only faster."""

import json

import pytest

from copydesk.errors import ArticleError
from copydesk.json_lines import parse_record


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "1", "text": "Søren’s \\ud83d\\ude00", "outlet": null, "n": 18446744073709551615}'.encode(),
        b'{"id": 12345678901234567890123}',
        b'{"id": -9223372036854775809}',
        b'{"id": [12345678901234567890123, {"n": 1e400}]}',
        b'{"id": 1.50}',
        b'{"id": NaN}',
        b'{"text": "half a pair: \\ud83d"}',
        b'{"text": "\xed\xa0\xbd"}',
        b'\xef\xbb\xbf{"id": "byte order mark"}',
        '{"id": "UTF-16"}'.encode("utf-16"),
        b'{"id": 1, "id": 2}',
        b' {"id": "\\u0000"} \r\n',
    ],
)
def test_a_record_is_what_it_is_to_python(line: bytes) -> None:
    """Numbers of any size, lone surrogates, whatever the encoding."""
    record = parse_record(line, 7)
    assert repr(record) == repr(json.loads(line))


@pytest.mark.parametrize(
    "line", [b'{"id": 01}', b'{"id": "a\x01"}', b'{"id": 1} x', b'{"id": "\xff"}', b"{", b"[" * 5000, b"'x'"]
)
def test_what_is_wrong_with_a_line_is_said_in_the_same_words(line: bytes) -> None:
    """With its number."""
    with pytest.raises((ValueError, RecursionError)) as expected:
        json.loads(line)
    with pytest.raises(ArticleError) as raised:
        parse_record(line, 7)
    assert str(raised.value) == f"line 7 is not JSON: {expected.value}"


@pytest.mark.parametrize("line, kind", [(b"[]", "list"), (b"12345678901234567890123", "int"), (b"null", "NoneType")])
def test_a_line_that_is_no_object_is_no_record(line: bytes, kind: str) -> None:
    """It says what it is."""
    with pytest.raises(ArticleError, match=f"line 7 is a JSON {kind}; expected an object"):
        parse_record(line, 7)
