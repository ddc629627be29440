"""What a report is searched by: each word leads to its articles, whatever the index was cut into."""

import base64
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

import copydesk.report.find as find
from copydesk.checked import write_table
from copydesk.report.find import RangeIndex, fold, index_files, rows_files, words_of
from copydesk.report.words import REPAIR_RULES, RULES_IN_MENU
from copydesk.store import Place

WORDS = ["bridge", "harbour", "ferry", "Orbán", "Kraków", "𝔄lpha", "大阪城", "1931", "quay", "vote"]


def said(data: bytes) -> tuple[str, list[Any]]:
    """The function that a script calls, and with what."""
    text = data.decode()
    name, _, arguments = text.removeprefix("copydesk.").partition("(")
    return name, json.loads(f"[{arguments.removesuffix(');' + chr(10))}]")


def numbers_of(words: list[str], data: str) -> dict[str, list[int]]:
    """The articles of each word of a shard, or None where it is in too many: as `find.js` reads them."""
    values, value, shift = list[int](), 0, 0
    for byte in base64.b64decode(data):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value = shift = 0
    found: dict[str, list[int]] = {}
    rest = iter(values)
    for word in words:
        article, own = 0, list[int]()
        for _ in range(next(rest)):
            article += next(rest)
            own.append(article)
        found[word] = own
    assert not list(rest)
    return found


@pytest.mark.parametrize("shard_bytes, at_a_time", [(20, 50), (10_000, 10_000_000)])
def test_each_word_leads_to_its_articles(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shard_bytes: int, at_a_time: int
) -> None:
    """Over all ranges, one of them empty; numbers are counted through."""
    monkeypatch.setattr(find, "SHARD_BYTES", shard_bytes)
    monkeypatch.setattr(find, "_AT_A_TIME", at_a_time)
    monkeypatch.setattr(find, "_BYTES_AT_A_TIME", at_a_time)
    choose = random.Random(7)
    expected: defaultdict[str, set[int]] = defaultdict(set)
    files, counts, n = [], [], 0
    for n_articles in (40, 0, 300):
        index = RangeIndex()
        for _ in range(n_articles):
            text, title = (" ".join(choose.sample(WORDS, k)) for k in (3, 1))
            index.add(text, title, "Post.example", ["shared"], f"2026-11-02/No_{n}x.HTML")
            names = words_of(text) | words_of(title) | {f"^{word}" for word in words_of(title)}
            of_file = {"~2026", "~11", "~02", "~no", f"~{n}x", "~html"}
            for word in names | of_file | {"@post.example", "#shared"}:
                expected[fold(word)].add(n)
            n += 1
        files.append(Place(tmp_path / f"{n_articles}.arrow"))
        write_table(files[-1], index.postings())
        counts.append(n_articles)
    *shards, (last, head_data) = index_files(files, counts, {"more": 1})
    assert last == "index.js"
    name, (head,) = said(head_data)
    assert (name, head["n"], head["firsts"], head["more"]) == ("index", 340, [0, 40, 40], 1)
    found: dict[str, list[int]] = {}
    for number, (path, data) in enumerate(shards):
        name, (own_number, words, postings) = said(data)
        assert (path, name, own_number) == (f"words-{number}.js", "words", number)
        assert head["begins"][number] == words[0]
        found |= numbers_of(words, postings)
    assert list(found) == sorted(found)
    assert {word: sorted(numbers) for word, numbers in expected.items()} == found
    assert (len(shards) > 5) == (shard_bytes == 20)


def test_a_word_in_too_many_articles_is_named_without_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a large batch; what it is asked for besides words is kept whole."""
    monkeypatch.setattr(find, "_MANY", 10)
    index = RangeIndex()
    for n in range(40):
        index.add(f"the {'bridge' if n % 5 == 0 else 'quay'}", "", "post", [])
    write_table(Place(tmp_path / "words.arrow"), index.postings())
    (_, data), _ = index_files([Place(tmp_path / "words.arrow")], [40], {})
    _, (_, words, postings) = said(data)
    found = numbers_of(words, postings)
    assert (found["the"], found["quay"]) == ([], [])
    assert found["bridge"] == list(range(0, 40, 5))
    assert found["@post"] == list(range(40))


def test_a_menu_names_every_rule_that_mends_in_few_letters() -> None:
    """So that none is cut on a phone."""
    assert set(RULES_IN_MENU) == set(REPAIR_RULES)
    assert len(set(RULES_IN_MENU.values())) == len(RULES_IN_MENU)
    assert max(map(len, RULES_IN_MENU.values())) <= 32


def test_rows_come_in_files_of_some() -> None:
    """Called by range and number."""
    files = dict(rows_files("8", [[n, "</script>"] for n in range(130)]))
    assert list(files) == ["rows-8-0.js", "rows-8-1.js", "rows-8-2.js"]
    assert said(files["rows-8-2.js"]) == ("rows", ["8-2", [[128, "</script>"], [129, "</script>"]]])
