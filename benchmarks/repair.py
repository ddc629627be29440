"""How fast the repair stage is beside ftfy, text by text, per core, in one run: ratios are what to look at.

    python benchmarks/repair.py                                   # on news made here from a fixed seed
    python benchmarks/repair.py articles.jsonl.gz --language en   # on texts of your own: {"text": ..., "language": ...}

All texts are measured as they stand; those with curly marks that need no repair also apart, and then straight, as
mojibake and with their closing marks turned. The peer is `ftfy.fix_text` with its quotes kept, since it would
straighten what we are to set right. Peer and stage take turns on a text, and the best of `--repeats` turns counts for
each, so that what else the machine does falls on neither alone. A ratio is the peer's time by ours: for all texts of a
kind together, and the quartiles over texts.
Then one line of 2 MB and of --line-mb MB, whose times show whether the stage is linear, and the peak of traced memory.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import random
import statistics
import time
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import ftfy

from copydesk.language import LANGUAGES
from copydesk.repair import repair_text
from copydesk.repair.encoding import repair_encoding

TARGETS = {"curly": 3.4, "straight": 1.8, "mojibake": 2.0}  # stage beside ftfy, all texts together
PEER = ftfy.TextFixerConfig(uncurl_quotes=False)


class Manner(NamedTuple):
    """What news in a language is made of here, besides its commonest words."""

    marks: tuple[str, str, str, str]  # outer and inner pair
    apostrophe: str
    letters: str  # of made-up words: what follows a consonant
    consonants: str
    says: str
    share: int  # of a hundred texts


MANNERS = {
    "en": Manner(("“", "”", "‘", "’"), "’s", "aeiou", "bcdfghlmnprstvw", "said", 60),
    "de": Manner(("„", "“", "‚", "‘"), "s", "aeiouäöü", "bdfghklmnrstwz", "sagte", 10),
    "fr": Manner(("«\u00a0", "\u00a0»", "“", "”"), "", "aeiouéèê", "bcdfglmnprstv", "a déclaré", 10),
    "es": Manner(("«", "»", "“", "”"), "", "aeiouáéó", "bcdflmnprstv", "dijo", 8),
    "pl": Manner(("„", "”", "«", "»"), "", "aeiouyęąó", "bcdklmnprstwzż", "powiedział", 6),
    "ru": Manner(("«", "»", "„", "“"), "", "аеиоуыя", "бвгдклмнпрст", "сказал", 6),
}
N_WORDS = 6000  # word forms of a language, the commonest the most frequent


def make_news(n_texts: int, *, seed: int = 7) -> list[str]:
    """News-like articles of some hundred to some thousand words, in several languages and no two sentences alike."""
    rng = random.Random(seed)
    writers = {language: _Writer(language, rng) for language in MANNERS}
    languages = rng.choices(list(MANNERS), [manner.share for manner in MANNERS.values()], k=n_texts)
    return [writers[language].article() for language in languages]


class _Writer:
    """Writes in one language, with words that are made up of its letters between its commonest ones."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self.rng = rng
        self.manner = MANNERS[language]
        self.function_words = LANGUAGES[language].words.split()
        made = dict.fromkeys(self._word() for _ in range(N_WORDS))
        self.words = list(made)
        self.weights = list(accumulate(1 / rank for rank in range(5, 5 + len(made))))
        self.names = [word.capitalize() for word in rng.sample(self.words, 300)]

    def _word(self) -> str:
        letters, consonants = self.manner.letters, self.manner.consonants
        n_syllables = self.rng.choices((1, 2, 3, 4), (25, 40, 25, 10))[0]
        syllables = (self.rng.choice(consonants) + self.rng.choice(letters) for _ in range(n_syllables))
        return "".join(syllables) + self.rng.choice(consonants) * self.rng.randrange(2)

    def article(self) -> str:
        n_paragraphs = 3 + int(self.rng.lognormvariate(3.1, 0.7))
        title = self._clause(self.rng.randint(5, 11)).capitalize()
        return "\n".join([title, *(self._paragraph() for _ in range(n_paragraphs))])

    def _paragraph(self) -> str:
        kinds = (self._statement, self._speech, self._split_speech, self._aside, self._figures)
        sentences = self.rng.choices(kinds, (70, 9, 4, 5, 12), k=self.rng.randint(1, 3))
        return " ".join(sentence() for sentence in sentences)

    def _clause(self, n_words: int | None = None) -> str:
        n_words = n_words or max(3, int(self.rng.lognormvariate(2.1, 0.5)))
        words = []
        for _ in range(n_words):
            chance = self.rng.random()
            if chance < 0.45:
                words.append(self.rng.choice(self.function_words))
            elif chance < 0.93:
                words.append(self.rng.choices(self.words, cum_weights=self.weights)[0])
            elif chance < 0.98:
                words.append(self.rng.choice(self.names))
            else:
                words.append(f"{self.rng.choice(self.names)}{self.manner.apostrophe}")
        return " ".join(words)

    def _sentence(self, n_words: int | None = None) -> str:
        clause = self._clause(n_words)
        return clause[:1].upper() + clause[1:]

    def _statement(self) -> str:
        return f"{self._sentence()}, {self._clause()}{self.rng.choice('...?')}"

    def _speech(self) -> str:
        opening, closing, inner_opening, inner_closing = self.manner.marks
        inner = f" {inner_opening}{self._clause(3)}{inner_closing}" if self.rng.random() < 0.2 else ""
        said = f"{self.rng.choice(self.names)} {self.rng.choice(self.names)} {self.manner.says}"
        return f"{opening}{self._sentence()}{inner} {self._clause(4)},{closing} {said}."

    def _split_speech(self) -> str:
        opening, closing, *_ = self.manner.marks
        return f"{self._speech()} {opening}{self._sentence()}.{closing}"

    def _aside(self) -> str:
        dash = self.rng.choice(("–", "—", "…"))
        opening, closing, *_ = self.manner.marks
        return f"{self._sentence()} {dash} {self._clause()} {opening}{self._clause(2)}{closing} ({self._clause(3)})."

    def _figures(self) -> str:
        number = self.rng.randrange(2, 2_000_000)
        figure = self.rng.choice(
            (f"{number:,}", f"{number / 100:.1f} %", f"€{number}", f"{number % 28 + 1}/{number % 12}")
        )
        address = f" https://www.{self.rng.choice(self.words)}.example/{number}?a=1&b={number % 7}"
        return f"{self._sentence()} {figure} {self._clause()}{address if self.rng.random() < 0.15 else ''}."


def read_texts(path: Path, languages: list[str]) -> Iterator[str]:
    """The texts of a file of JSON lines, gzipped or not; of these languages, if any are named."""
    content = path.read_bytes()
    for line in (gzip.decompress(content) if path.suffix == ".gz" else content).splitlines():
        record = json.loads(line)
        if not languages or record.get("language") in languages:
            yield record["text"]


MARKS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-"}
)


_CURLY = frozenset("“”‘’„«»")


def straighten(text: str) -> str:
    """The same text with straight marks; in ASCII, if it is mostly that."""
    straight = text.translate(MARKS).replace("…", "...").replace("\u00a0", " ")
    plain = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode()
    return plain if len(plain) > 0.97 * len(straight) else straight


def break_encoding(text: str) -> str:
    """The same text as UTF-8 read in cp1252, its five undefined bytes as Latin-1."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


def drift_quotes(text: str) -> str:
    """The same text with every other closing mark turned and its space on the wrong side."""
    pieces = text.split("” ")
    return "".join(piece + (" “" if i % 2 else "” ") for i, piece in enumerate(pieces[:-1])) + pieces[-1]


def kinds_of(texts: list[str]) -> dict[str, list[str]]:
    """The texts as they stand, and those with curly marks that need no repair in four states."""
    clean = [text for text in texts if not _CURLY.isdisjoint(text) and not repair_text(text).edits]
    return {
        "all": texts,
        "curly": clean,
        "straight": [straighten(text) for text in clean],
        "mojibake": [break_encoding(text) for text in clean],
        "drifted": [drift_quotes(text) for text in clean if text.count("” ") > 1],
    }


def time_by_turns(functions: list[Callable[[str], object]], text: str, repeats: int) -> list[float]:
    """Seconds that each function takes for the text: its best of so many turns."""
    best = [float("inf")] * len(functions)
    for _ in range(repeats):
        for i, function in enumerate(functions):
            start = time.perf_counter()
            function(text)
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def ask_peer(text: str) -> str:
    return ftfy.fix_text(text, PEER)


def measure_texts(kind: str, texts: list[str], repeats: int) -> None:
    """Prints a row: the rates, and how many times as fast as the peer the encoding step and the stage are."""
    times = [time_by_turns([ask_peer, repair_encoding, repair_text], text, repeats) for text in texts]
    peer, encoding, stage = (sum(column) for column in zip(*times, strict=True))
    n_mb = sum(len(text.encode()) for text in texts) / 1e6
    low, median, high = statistics.quantiles((t[0] / t[2] for t in times), n=4)
    ratio, target = peer / stage, TARGETS.get(kind)
    verdict = "" if target is None else "ok" if ratio >= target else f"under {target:g}"
    print(
        f"{kind:9s} {len(texts):5d} {n_mb / peer:7.2f} {n_mb / encoding:9.2f} {n_mb / stage:7.2f}"
        f" {peer / encoding:12.1f} {ratio:10.2f} {low:9.2f} {median:6.2f} {high:5.2f}  {verdict}",
        flush=True,
    )


def measure_lines(n_mb: int) -> None:
    """Prints time and memory for one short and one long line; linear means the same time per MB."""
    for size in (2, n_mb):
        line = make_line(size)
        start = time.perf_counter()
        repair_text(line)
        seconds = time.perf_counter() - start
        print(f"one line of {size} MB: {seconds:.1f} s, {seconds / size:.3f} s a MB")
    line = make_line(2)
    tracemalloc.start()
    repair_text(line)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"peak of traced memory on a drifted line of 2 MB: {peak / 1e6:.0f} MB")


def make_line(n_mb: int) -> str:
    """Drifted articles in English, one after the other without a break."""
    writer, pieces, n_made = _Writer("en", random.Random(7)), [], 0
    while n_made < n_mb * 1_000_000:
        pieces.append(drift_quotes(writer.article()).replace("\n", " "))
        n_made += len(pieces[-1].encode()) + 1
    return " ".join(pieces)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="?", help="JSON lines with `text`, .gz too; left out: made-up news")
    parser.add_argument(
        "--language", action="append", default=[], help="only texts whose `language` is this; repeatable"
    )
    parser.add_argument("--limit", type=int, default=300, help="texts at most, spread over the file")
    parser.add_argument("--repeats", type=int, default=5, help="turns on each text")
    parser.add_argument("--line-mb", type=int, default=20, help="length of the single line; 0 leaves it out")
    arguments = parser.parse_args()
    if arguments.texts:
        texts = list(read_texts(arguments.texts, arguments.language))
        texts = texts[:: -(-len(texts) // arguments.limit) or 1]
    else:
        texts = make_news(arguments.limit)
    gc.disable()
    print("text      texts  ftfy   encoding   stage MB/s  encoding/ftfy stage/ftfy  quartiles over texts")
    for kind, of_kind in kinds_of(texts).items():
        if len(of_kind) > 1:
            gc.collect()
            measure_texts(kind, of_kind, arguments.repeats)
    gc.enable()
    if arguments.line_mb:
        measure_lines(arguments.line_mb)


if __name__ == "__main__":
    main()
