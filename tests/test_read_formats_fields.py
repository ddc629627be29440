"""Which field of a record is what: as scrapers write them, or as settings say."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from copydesk.read.formats import FieldMap, ReadOptions, read_container
from copydesk.records import Source
from tests.containers import damages, jsonl, parquet, rows, sources

URL = "https://www.post.example/news/1"


def read(record: dict[str, Any], setting: Any = "auto") -> Source:
    """The record as a line of JSON."""
    options = ReadOptions(fields=FieldMap.of(setting))
    (source,) = sources(read_container(io.BytesIO(jsonl([record])), "a.jsonl", options=options))
    return source


PRESETS = {
    "trafilatura": (
        {
            "title": "Storm",
            "author": "Ann",
            "hostname": "post.example",
            "date": "2026-01-02",
            "fingerprint": "f0",
            "id": None,
            "language": "en",
            "source": URL,
            "source-hostname": "The Post",
            "excerpt": "Short.",
            "raw_text": "Words without lines.",
            "text": "Words.\nMore.",
            "comments": "",
        },
        ("Words.\nMore.", URL, None, "2026-01-02", "Storm", "en"),
    ),
    "trafilatura without address": (
        {"title": "Storm", "hostname": "post.example", "sitename": "The Post", "date": "2026-01-02", "text": "Words."},
        ("Words.", None, "post.example", "2026-01-02", "Storm", None),
    ),
    "fundus": (
        {
            "title": "Storm",
            "authors": ["Ann"],
            "publishing_date": "2026-01-02 10:00:00+00:00",
            "topics": ["Sea"],
            "free_access": True,
            "body": {"summary": ["Short."], "sections": [{"headline": [], "paragraphs": ["One.", "Two."]}]},
        },
        ("Short.\n\nOne.\n\nTwo.", None, None, "2026-01-02 10:00:00+00:00", "Storm", None),
    ),
    "fundus with its text": (
        {"title": "Storm", "plaintext": "One.\n\nTwo.", "lang": "en"},
        ("One.\n\nTwo.", None, None, None, "Storm", "en"),
    ),
    "news-please": (
        {
            "authors": [],
            "date_download": "2026-01-03 00:00:00",
            "date_modify": "None",
            "date_publish": "2026-01-02 10:00:00",
            "language": "en",
            "maintext": "Words.",
            "source_domain": "www.post.example",
            "text": None,
            "title": None,
            "title_page": "Storm | The Post",
            "url": URL,
        },
        ("Words.", URL, None, "2026-01-02 10:00:00", "Storm | The Post", "en"),
    ),
    "datatrove": (
        {
            "text": "Words.",
            "id": "<urn:1>",
            "metadata": {"url": URL, "date": "2026-01-03T00:00:00Z", "language": "eng"},
        },
        ("Words.", URL, None, None, None, "eng"),
    ),
    "datatrove with its metadata expanded": (
        {"text": "Words.", "id": "<urn:1>", "url": URL, "date": "2026-01-03T00:00:00Z", "language": "en", "dump": "x"},
        ("Words.", URL, None, None, None, "en"),
    ),
}


@pytest.mark.parametrize("name", PRESETS)
def test_what_scrapers_write_is_told_by_its_fields(name: str) -> None:
    """Text, address, outlet where no address tells it, the day it was published (not fetched), title, language."""
    record, told = PRESETS[name]
    source = read(record)
    assert (source.data.decode(), source.url, source.outlet, source.published, source.title, source.language) == told


def test_a_preset_can_be_named() -> None:
    """For records that have only some of its fields."""
    assert read({"text": "Words.", "source": URL}, "trafilatura").url == URL
    assert read({"text": "Words.", "source": URL}).url is None


def test_fundus_writes_its_articles_by_publisher() -> None:
    """One file of all, and the publisher's name is the outlet."""
    record = PRESETS["fundus"][0]
    found = rows(json.dumps({"The Post": [record, record], "The Mail": [record]}, indent=4).encode(), "articles.json")
    assert [source.outlet for source in sources(found)] == ["The Post", "The Post", "The Mail"]
    assert [source.path for source in sources(found)] == [f"articles.json#{n}" for n in (1, 2, 3)]


def test_lists_of_articles_by_publisher_are_streamed_where_they_are_long() -> None:
    """No such file is held whole."""
    record = {"text": "x" * 3000}
    data = json.dumps({"The Post": [record] * 4, "The Mail": [record]}, indent=4).encode()
    found = rows(data, "articles.json", ReadOptions(max_source_bytes=5000))
    assert [source.outlet for source in sources(found)] == ["The Post"] * 4 + ["The Mail"]
    assert not damages(found)


def test_a_table_names_the_fields() -> None:
    """A record in a record, several names, and its own name for what the table leaves out."""
    table = {"text": "content", "url": ["canonical", "meta.link"]}
    source = read({"content": "Words.", "canonical": None, "meta": {"link": URL}, "title": "Storm"}, table)
    assert (source.data, source.url, source.title) == (b"Words.", URL, "Storm")


@pytest.mark.parametrize(
    "written, published",
    [
        ("2026-01-02", "2026-01-02"),
        ("2026-01-02T10:00:00Z", "2026-01-02T10:00:00Z"),
        ("Fri, 02 Jan 2026 10:00:00 +0000", "2026-01-02T10:00:00+00:00"),
        ("yesterday", None),
        ("None", None),
        (None, None),
    ],
)
def test_a_time_is_kept_where_it_is_one(written: str | None, published: str | None) -> None:
    """ISO 8601, or as mail has it."""
    assert read({"text": "Words.", "published": written}).published == published


def test_tables_have_times_and_numbers_too() -> None:
    """A column of timestamps, one of numbers."""
    record = {"id": 7, "text": "Words.", "published": datetime(2026, 1, 2, 10, tzinfo=UTC)}
    (source,) = sources(rows(parquet([record]), "a.parquet"))
    assert (source.record_id, source.published) == ("7", "2026-01-02T10:00:00+00:00")
