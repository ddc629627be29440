"""A batch looks back over earlier ones: by their memories it finds what one batch of all would find."""

import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from copydesk.errors import BatchError
from copydesk.records import EarlierPassage, StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates, lean_minhash, sign_passages
from copydesk.reuse.memory.aged import delete_damaged, names_of_runs, open_aged, runs_of
from copydesk.reuse.memory.layout import (
    CHECKED_AS_READ,
    FILES,
    MANIFEST,
    digest_of_manifest,
    digest_of_run,
    memory_of,
    open_memory,
    open_run,
)
from copydesk.reuse.memory.merge import merge_runs
from copydesk.reuse.remember import AboutBatch, Remembered, remember
from tests.conftest import files_of

STEMS = [
    a + b + c
    for a in ("ba", "ke", "mil", "tor", "sun", "gra")
    for b in ("di", "ro", "ta", "len")
    for c in ("ck", "m", "st", "v", "n")
]
N_NIGHTS, N_ARTICLES = 6, 25


def sentence(random_: random.Random) -> str:
    words = [random_.choice(STEMS) + random_.choice(["", "ed", "ing", "er"]) for _ in range(random_.randint(12, 24))]
    words[2:2] = ["the", "of"]
    return " ".join(words).capitalize() + "."


def edited(text: str, random_: random.Random) -> str:
    """The text with a word in twelve left out."""
    return "\n\n".join(
        " ".join(word for word in paragraph.split(" ") if word.endswith(".") or random_.random() > 0.08)
        for paragraph in text.split("\n\n")
    )


def nights(seed: int = 5) -> list[list[Remembered]]:
    """Nights of articles of which some are copied, on the same night or a later one."""
    random_ = random.Random(seed)
    found: list[list[Remembered]] = []
    for night in range(N_NIGHTS):
        articles: list[Remembered] = []
        for n in range(N_ARTICLES):
            outlet = random_.randrange(9)
            earlier = [article for before in found for article in before] + articles
            if n % 3 == 0 and earlier:
                original = random_.choice(earlier)
                outlet = (int(original.outlet[-1]) + 1 + random_.randrange(8)) % 9
                text = original.text if n % 2 else edited(original.text, random_)
            else:
                text = "\n\n".join(
                    " ".join(sentence(random_) for _ in range(random_.randint(1, 3)))
                    for _ in range(random_.randint(1, 5))
                )
            articles.append(
                Remembered(
                    article_id=f"{random_.randrange(16**8):08x}-{night}",
                    outlet=f"outlet{outlet}",
                    published=f"2026-11-{night + 1:02}T08:00:00+00:00",
                    text=text,
                    title=f"No. {n} of {night}" if n % 4 else None,
                )
            )
        found.append(articles)
    return found


def inputs(articles: Sequence[Remembered]) -> list[ReuseInput]:
    return [ReuseInput(article_id=a.article_id, outlet=a.outlet, text=a.text) for a in articles]


def merge_folders(folders: Sequence[Path], into: Path) -> None:
    merge_runs(memory_of([open_run(folder, n_perm=128, seed=1, whole=True) for folder in folders]), into)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[list[Remembered]], list[Path]]:
    """The nights, and the folders of the memories of all but the last."""
    made = nights()
    folder = tmp_path_factory.mktemp("memories")
    folders = []
    for number, night in enumerate(made[:-1]):
        folders.append(folder / str(number))
        remember(folders[-1], night, AboutBatch(name=f"night {number}", memory=open_memory(folders[:-1])))
    return made, folders


@pytest.fixture(scope="module")
def found(week: tuple[list[list[Remembered]], list[Path]]) -> Reuse:
    """What the last night shares with itself and those before it."""
    made, folders = week
    return find_near_duplicates(inputs(made[-1]), memory=open_memory(folders))


def test_a_night_with_its_memory_finds_what_one_batch_of_all_finds_with_it(week, found) -> None:  # type: ignore[no-untyped-def]
    """Every match of the last night's articles, with one another and with earlier ones, is the same."""
    made, _ = week
    together = find_near_duplicates(inputs([article for night in made for article in night]))
    last = {article.article_id for article in made[-1]}
    wanted = [m for m in together.matches if m.a_article_id in last or m.b_article_id in last]
    across = [m for m in wanted if not (m.a_article_id in last and m.b_article_id in last)]
    assert len(across) > 20
    assert list(found.matches) == wanted
    assert not [m for m in found.matches if m.a_article_id not in last and m.b_article_id not in last]


def test_two_copies_of_one_earlier_article_are_found_by_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The night has the beginning of its sentence, an earlier night the end: they are found as in one batch of all,
    however memories are merged."""
    made = nights()
    words = random.Random(2).sample(sorted(stem + end for stem in STEMS for end in ("", "ed", "ing", "er")), 80)

    def article(name: str, words: list[str]) -> Remembered:
        return Remembered(article_id=name, outlet=name, published=None, text=" ".join(words).capitalize() + ".")

    original, beginning, end = (
        article("original", words[:36]),
        article("beginning", words[:24] + words[36:46]),
        article("end", words[60:70] + words[13:36]),
    )
    pair = ("beginning", "end")
    before = [[*made[0], original], [*made[1], end]]
    together = find_near_duplicates(inputs([*before[0], *before[1], beginning]))
    assert pair in {(match.a_article_id, match.b_article_id) for match in together.matches}
    for n, night in enumerate(before):
        remember(tmp_path / str(n), night, AboutBatch(name=f"night {n}"))
    found = find_near_duplicates(inputs([beginning]), memory=open_memory([tmp_path / "0", tmp_path / "1"]))
    assert pair in {(match.a_article_id, match.b_article_id) for match in found.matches}
    merge_folders([tmp_path / "0", tmp_path / "1"], tmp_path / "merged")
    assert find_near_duplicates(inputs([beginning]), memory=open_memory([tmp_path / "merged"])) == found


def test_earlier_articles_are_named_with_their_batch(week, found) -> None:  # type: ignore[no-untyped-def]
    """Each article that a match names is the night's own or has a row that says where it comes from."""
    made, _ = week
    home = {article.article_id: f"night {n}" for n, night in enumerate(made) for article in night}
    last = {article.article_id for article in made[-1]}
    named = {name for m in found.matches for name in (m.a_article_id, m.b_article_id)} - last
    assert {row.article_id: row.batch for row in found.earlier} == {name: home[name] for name in named}
    by_id = {article.article_id: article for night in made for article in night}
    for row in found.earlier:
        known = by_id[row.article_id]
        assert (row.outlet, row.published, row.n_chars) == (known.outlet, known.published, len(known.text))


@pytest.mark.parametrize("groups", [[[0, 1, 2, 3, 4]], [[0, 1], [2, 3], [4]], [[0], [1, 2, 3], [4]]])
def test_merged_runs_find_what_the_memories_of_nights_find(week, found, groups, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """However memories are merged, what is found with them is the same."""
    made, folders = week
    runs = [tmp_path / str(group) for group in groups]
    for group, place in zip(groups, runs, strict=True):
        merge_folders([folders[number] for number in group], place)
    assert find_near_duplicates(inputs(made[-1]), memory=open_memory(runs)) == found


def test_keys_looked_up_one_by_one_find_the_same(week, found, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """As in columns that are very much longer than what is looked for."""
    made, folders = week
    monkeypatch.setattr("copydesk.reuse.memory.look._LOOKED_UP_FROM", 0)
    assert find_near_duplicates(inputs(made[-1]), memory=open_memory(folders)) == found


def test_merged_runs_are_the_same_bytes_however_they_were_merged(week, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A run of runs has the columns of a run of nights."""
    _, folders = week
    merge_folders(folders[:4], tmp_path / "at once")
    merge_folders(folders[:2], tmp_path / "a")
    merge_folders(folders[2:4], tmp_path / "b")
    merge_folders([tmp_path / "a", tmp_path / "b"], tmp_path / "by halves")
    for name in FILES:
        if name.endswith((".npy", ".zst")):
            assert (tmp_path / "at once" / name).read_bytes() == (tmp_path / "by halves" / name).read_bytes(), name


def test_a_merge_of_few_values_at_a_time_is_the_same(week, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """What is merged at a time has no bearing on the result."""
    _, folders = week
    merge_folders(folders[:3], tmp_path / "many")
    monkeypatch.setattr("copydesk.reuse.memory.merge._MERGED_AT_ONCE", 7)
    merge_folders(folders[:3], tmp_path / "few")
    for name in FILES:
        assert (tmp_path / "many" / name).read_bytes() == (tmp_path / "few" / name).read_bytes(), name


def test_a_memory_does_not_depend_on_the_order_of_its_articles(week, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The same articles in another order give the same bytes."""
    made, folders = week
    remember(tmp_path, made[0][::-1], AboutBatch(name="night 0"))
    for name in (*FILES, MANIFEST):
        assert (tmp_path / name).read_bytes() == (folders[0] / name).read_bytes(), name


def test_searching_again_with_the_same_memory_finds_the_same(week, found) -> None:  # type: ignore[no-untyped-def]
    """Whatever came after: the memory of a night is never changed."""
    made, folders = week
    assert find_near_duplicates(inputs(made[-1][::-1]), memory=open_memory(folders)) == found


def test_an_article_printed_again_is_no_copy_of_itself(week) -> None:  # type: ignore[no-untyped-def]
    """The same id in an earlier batch is the same article, whatever its text is now."""
    made, folders = week
    again = replace(made[0][1], text=made[0][1].text + "\n\nAn update.", outlet="another")
    found = find_near_duplicates(inputs([again]), memory=open_memory(folders[:1]))
    assert again.article_id not in {row.article_id for row in found.earlier}


def test_the_copies_an_earlier_batch_published_are_told(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Which passage was canonical there, and where it was seen first."""
    made = nights()
    passage = EarlierPassage(
        start_char=0,
        end_char=40,
        is_canonical=True,
        first_batch="long ago",
        first_article_id="x",
        first_outlet="Post",
        first_published=None,
    )
    original = made[0][1]
    remember(tmp_path / "0", made[0], AboutBatch(name="night 0", passages={original.article_id: [passage]}))
    copy = ReuseInput(article_id="new", outlet="none of them", text=original.text)
    merge_folders([tmp_path / "0"], tmp_path / "1")
    for folder in (tmp_path / "0", tmp_path / "1"):
        found = find_near_duplicates([copy], memory=open_memory([folder]))
        assert {row.article_id: row.passages for row in found.earlier}[original.article_id] == (passage,)


def test_what_earlier_batches_set_apart_is_known(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A sentence that two outlets shared one night and two others the next is everybody's on the third."""
    phrase = (
        "The regional harbour authority did not immediately answer questions that this newspaper had sent on Monday."
    )
    made = nights()
    for n, outlets in enumerate((("a", "b"), ("c", "d"))):
        stock = [StockSentence(text=phrase, kind="newsroom", n_articles=2, n_outlets=2, outlets=outlets)]
        remember(tmp_path / str(n), made[n], AboutBatch(name=f"night {n}", stock=stock))
    memory = open_memory([tmp_path / "0", tmp_path / "1"])
    random_ = random.Random(8)
    articles = [
        ReuseInput(article_id=name, outlet=name, text=f"{sentence(random_)}\n\n{phrase}\n\n{sentence(random_)}")
        for name in ("x", "y")
    ]
    assert find_near_duplicates(articles).matches
    assert not find_near_duplicates(articles, memory=memory).matches
    assert find_near_duplicates(articles, memory=open_memory([tmp_path / "0"])).matches


def damage(folder: Path, name: str) -> None:
    """One byte of the file is another."""
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)


@pytest.mark.parametrize("name", sorted({*FILES, MANIFEST} - CHECKED_AS_READ))
def test_a_damaged_memory_is_refused(week, name, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """One byte that is another is told, in any of the files that are read from end to end."""
    _, folders = week
    shutil.copytree(folders[1], tmp_path / "m")
    damage(tmp_path / "m", name)
    with pytest.raises(BatchError, match=f"(?s)^.*{name}|^.*damaged") as raised:
        open_memory([tmp_path / "m"])
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", sorted(CHECKED_AS_READ))
def test_damage_in_what_is_read_here_and_there_is_told_where_it_is_read(week, name, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A night that reads the byte is refused, another finds what it always found; a merge reads all."""
    made, folders = week
    shutil.copytree(folders[1], tmp_path / "m")
    damage(tmp_path / "m", name)
    new = inputs([replace(article, article_id=f"again {article.article_id}", outlet="new") for article in made[1]])
    # Some words less: these wordings are not equal, and are compared.
    again = [replace(article, text=" ".join(article.text.split(" ")[2:])) for article in new]
    with pytest.raises(BatchError, match=f"{name}: damaged") as raised:
        find_near_duplicates(again, memory=open_memory([tmp_path / "m"]))
    assert "\n" not in str(raised.value)
    alone = inputs([replace(made[0][0], text="Nothing of this was ever printed in another newspaper before today.")])
    assert not find_near_duplicates(alone, memory=open_memory([tmp_path / "m"])).matches
    with pytest.raises(BatchError, match=f"{name}: damaged"):
        merge_folders([tmp_path / "m", folders[2]], tmp_path / "merged")


@pytest.mark.parametrize("at", range(0, 128, 3))
def test_damage_in_what_says_the_numbers_is_no_traceback(week, at, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The first bytes of a file of numbers that is otherwise made sure of where it is read."""
    _, folders = week
    shutil.copytree(folders[1], tmp_path / "m")
    path = tmp_path / "m" / "hashes.npy"
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    try:
        memory = open_memory([tmp_path / "m"])
    except BatchError as error:
        told = str(error)
        memory = open_memory([folders[1]])
    else:  # a blank between its words: nothing is said otherwise
        told = "hashes.npy: damaged"
    assert "hashes.npy: damaged" in told
    assert np.array_equal(memory.runs[0].column("hashes"), open_memory([folders[1]]).runs[0].column("hashes"))


@pytest.mark.parametrize("name", ["hashes.npy", "rare.npy", MANIFEST])
def test_a_memory_with_a_file_gone_or_short_is_refused(week, name, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The file is named."""
    _, folders = week
    shutil.copytree(folders[1], tmp_path / "m")
    path = tmp_path / "m" / name
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(BatchError, match=name):
        open_memory([tmp_path / "m"])
    path.unlink()
    with pytest.raises(BatchError, match=name):
        open_memory([tmp_path / "m"])


@pytest.mark.parametrize(
    "change, says",
    [
        ({"schema_version": 0}, "schema version"),
        ({"numbers": "0" * 64}, "another version of copydesk"),
        ({"search": {"n_perm": 64, "seed": 1}}, "settings"),
        ({"batches": []}, "counts"),
        ({"files": {}}, "damaged"),
    ],
)
def test_a_foreign_memory_is_refused(week, change, says, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Another schema, other code, other settings and wrong counts are told, though every checksum is right."""
    _, folders = week
    shutil.copytree(folders[1], tmp_path / "m")
    manifest = {**json.loads((tmp_path / "m" / MANIFEST).read_text()), **change}
    del manifest["digest"]
    manifest["digest"] = digest_of_manifest(manifest)
    (tmp_path / "m" / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BatchError, match=says):
        open_memory([tmp_path / "m"])


def test_a_batch_is_looked_back_on_once(week) -> None:  # type: ignore[no-untyped-def]
    """Two memories of one batch are an error that names it."""
    _, folders = week
    with pytest.raises(BatchError, match="night 1"):
        open_memory([folders[0], folders[1], folders[1]])


def test_signatures_are_those_of_datasketch(week) -> None:  # type: ignore[no-untyped-def]
    """What a memory's words give is loaded as LeanMinHash, and is what `sign_passages` makes of the text."""
    made, folders = week
    article = min((a for a in made[0] if "\n" not in a.text and a.text.count(".") == 1), key=lambda a: a.article_id)
    run = open_memory(folders[:1]).runs[0]
    ids = run.table("articles").column("article_id").to_pylist()
    unit = int(run.column("article_units")[ids.index(article.article_id)])
    signatures = np.concatenate(list(run.signatures()))
    assert len(signatures) == len(run.column("wordings"))
    (expected,) = sign_passages([article.text])
    assert lean_minhash(signatures[unit], seed=1) == lean_minhash(expected, seed=1)
    assert lean_minhash(signatures[unit], seed=1).jaccard(lean_minhash(expected, seed=1)) == 1.0


def test_a_passage_takes_no_more_than_800_bytes(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Of ordinary passages, all files counted."""
    random_ = random.Random(3)
    articles = [
        Remembered(
            article_id=f"a{n}",
            outlet=f"o{n % 9}",
            published=None,
            text="\n\n".join(sentence(random_) + " " + sentence(random_) for _ in range(8)),
        )
        for n in range(400)
    ]
    remember(tmp_path, articles, AboutBatch(name="b"))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 800 * 8 * 400


def test_runs_are_as_long_as_their_place_allows() -> None:
    """Nights are merged where a run of their length may begin; none over a gap."""
    assert runs_of([3, 4, 5, 6, 7]) == [[3], [4, 5, 6, 7]]
    assert runs_of([0, 1, 3]) == [[0, 1], [3]]
    assert [len(run) for run in runs_of(range(100, 130))] == [4, 8, 16, 2]
    assert max(len(runs_of(range(first, first + 30))) for first in range(64)) <= 8


def test_runs_are_made_once_and_never_changed(week, found, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A second look makes nothing; the next night makes what it lacks."""
    made, folders = week
    by_number = dict(enumerate(folders))
    memory = open_aged(by_number, tmp_path)
    assert find_near_duplicates(inputs(made[-1]), memory=memory) == found
    assert [len(run.batches) for run in memory.runs] == [4, 1]
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert open_aged(by_number, tmp_path).digests == memory.digests
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert names_of_runs({number: digest_of_run(folder) for number, folder in by_number.items()}) == {
        memory.runs[0].folder.name
    }


@pytest.mark.parametrize("name", ["flags.npy", MANIFEST])
def test_a_damaged_run_is_merged_again(week, name, tmp_path, caplog) -> None:  # type: ignore[no-untyped-def]
    """From its parts, which are there, with a line that names the file; also where its halves are damaged."""
    _, folders = week
    by_number = dict(enumerate(folders))
    memory = open_aged(by_number, tmp_path)
    before = files_of(tmp_path)
    for run in tmp_path.iterdir():
        data = bytearray((run / name).read_bytes())
        data[len(data) // 2] ^= 4
        (run / name).write_bytes(data)
    assert open_aged(by_number, tmp_path).digests == memory.digests
    assert files_of(tmp_path) == before
    assert [(name in record.message, record.message[-12:]) for record in caplog.records] == [(True, "merged again")] * 3


@pytest.mark.parametrize("name", sorted(CHECKED_AS_READ))
def test_a_run_that_turns_out_damaged_is_merged_again_the_next_time(week, name, tmp_path, caplog) -> None:  # type: ignore[no-untyped-def]
    """Who stumbled over it lets go of it; what a batch's own folder holds stays."""
    _, folders = week
    by_number = dict(enumerate(folders))
    memory = open_aged(by_number, tmp_path)
    before = files_of(tmp_path)
    damage(memory.runs[0].folder, name)
    delete_damaged(open_aged(by_number, tmp_path), tmp_path)
    assert not memory.runs[0].folder.exists()
    assert all(folder.exists() for folder in folders)
    assert [name in record.message for record in caplog.records] == [True]
    open_aged(by_number, tmp_path)
    assert files_of(tmp_path) == before
