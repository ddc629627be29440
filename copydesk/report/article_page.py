"""Pages of articles as HTML. Of all pages of a report nearly half are these, and they are the longest: so they are put
together without a template, in a fifth of the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import markupsafe

from copydesk.records import EarlierArticle
from copydesk.report.article import ShownArticle
from copydesk.report.body import escaped
from copydesk.report.lists import own_name_of
from copydesk.report.pages import fixed, frame, of_batch
from copydesk.report.places import Places
from copydesk.report.shared import beginning
from copydesk.report.shown import CopyElsewhere, SharedPassage
from copydesk.report.words import why_kept

# Letters of a passage that are enough to know it by.
_CHARS_OF_PASSAGE = 70
_SWITCH = (
    '<p class="switching"><input type="checkbox" role="switch" class="switch" id="s-{id}">'
    '<label for="s-{id}">Show what was removed and mended</label></p>\n'
    '<p class="key of-source"><s class="sample">Struck out</s>: removed, with its reason. '
    '<span class="edit"><del>before</del><ins>after</ins></span>: mended; ␣ is a space.</p>\n'
)
_PASSAGES = (
    "<section>\n<h2>Where its passages stand elsewhere</h2>\n"
    '<p class="meta">Kept is the one copy of a passage that a corpus without copies has; a passage leads to why.'
)
_REMOVED = (
    '<table><thead><tr><th>Reason</th><th>Rule</th><th class="n">Lines</th><th class="n">Characters</th>'
    "<th>First line</th></tr></thead><tbody>\n"
)
_MENDED = (
    '<table><thead><tr><th>Before</th><th>After</th><th>Rule</th><th class="n">Times</th>'
    '<th class="n">Least margin</th></tr></thead><tbody>\n'
)
_TO_DO = "Is one of them wrong? The guide “A mending is wrong” says what to do."


def articles_page(
    articles: Sequence[ShownArticle], earlier: Mapping[str, EarlierArticle], *, batch: str, places: Places
) -> bytes:
    """The page on which these articles stand; `earlier` are those of earlier batches that any of them shares with."""
    lines = list(_lines_of(articles, earlier, places))
    title = articles[0].title if len(articles) == 1 else f"{len(articles)} articles"
    return frame("../", batch).page(title, "".join(lines))


def _lines_of(articles: Sequence[ShownArticle], earlier: Mapping[str, EarlierArticle], places: Places) -> Iterator[str]:
    if len(articles) > 1:
        yield '<nav class="sheet" aria-label="Articles on this page"><details>'
        yield f"<summary>{len(articles)} articles on this page</summary><ul>\n"
        yield '<li><a href="#main">All of them</a></li>\n'
        for shown, title in zip(articles, _escaped([shown.title for shown in articles]), strict=True):
            yield f'<li><a href="#a-{shown.article.article_id}">{title}</a></li>\n'
        yield "</ul></details></nav>\n"
    for shown in articles:
        yield from _article(shown, bool(earlier), places)
        yield "\n"


def _article(shown: ShownArticle, looks_back: bool, places: Places) -> Iterator[str]:
    """Its head, its text, and the evidence of it."""
    article, name = shown.article, shown.article.article_id
    yield f'<article id="a-{name}" class="article">\n<header>\n'
    yield from _head(shown, places)
    yield '</header>\n<div class="body">\n'
    if article.removals or article.edits:
        yield _SWITCH.format(id=name)
    lang = f' lang="{markupsafe.escape(article.language)}"' if article.language else ""
    yield f'<div class="source"{lang} dir="auto">\n{shown.body}\n</div>\n</div>\n<div class="evidence">\n'
    if shown.shared:
        yield _PASSAGES
        yield f" {fixed('of_batches')}</p>\n" if looks_back else "</p>\n"
        yield '<ol class="passages">\n'
        for one in shown.shared:
            yield from _passage(one, places)
        yield "</ol>\n</section>\n"
    if shown.removed:
        n = len(article.removals)
        yield f'<details class="list"><summary>{n} {"line" if n == 1 else "lines"} removed</summary>\n'
        if shown.is_guessed:
            yield f"{fixed('guessed')}\n"
        yield f"{_scrolled('Lines removed', f'{_REMOVED}{shown.removed}')}</details>\n"
    if shown.mended:
        n, n_removed = shown.n_mended, len(article.edits) - shown.n_mended
        more = f", and {n_removed:,} more in what was removed" if n_removed else ""
        yield f'<details class="list"><summary>{n:,} {"place" if n == 1 else "places"} mended{more}</summary>\n'
        yield f'<p class="meta">{fixed("margin")} {_TO_DO}</p>\n'
        yield f"{_scrolled('Places mended', f'{_MENDED}{shown.mended}')}</details>\n"
    decoding = article.decoding
    path, encoding, method = _escaped([article.source_path, decoding.encoding, decoding.method])
    how = "" if encoding == "utf-8" else f", {encoding} ({method})"
    yield f'<p class="meta">Read from <code>{path}</code>{how}. Id <code>{name}</code>.</p>\n</div>\n</article>\n'


def _head(shown: ShownArticle, places: Places) -> Iterator[str]:
    article, story = shown.article, shown.story
    title, outlet, own_name, day, byline, link, url, standfirst, doubt = _escaped(
        [
            *(shown.title, article.outlet, own_name_of(article.outlet, article.outlet_name) or ""),
            *(
                (article.published or "")[:10],
                article.byline or "",
                shown.link or "",
                article.url or "",
                article.standfirst or "",
                article.doubt or "",
            ),
        ]
    )
    yield f'<h1 dir="auto">{title}</h1>\n<p class="meta"><a href="../{places.outlet(article.outlet)}">{outlet}</a>'
    yield f" (its page says “{own_name}”) · " if own_name else " · "
    yield f'<span class="date">{day}</span>' if day else '<span class="dim">no date</span>'
    if byline:
        yield f" · {byline}"
    if link:
        yield f' · <a href="{link}" rel="noreferrer noopener external">the page it was read from</a>'
    elif url:
        yield f" · {url}"
    yield "</p>\n"
    if standfirst:
        yield f'<p class="standfirst" dir="auto">{standfirst}</p>\n'
    if doubt:
        yield f'<p class="notice"><strong>Doubtful.</strong> It may be no article: {doubt}. '
        yield '<a href="../doubt.html">What to do about it</a></p>\n'
    if story:
        is_kept = story.canonical_article_id == article.article_id
        what, why = ("The copy to keep", f": {why_kept(story.canonical_reason)}") if is_kept else ("A copy", "")
        where, n_articles = places.story(story.cluster_id), len(story.article_ids)
        yield f'<p class="notice">{what} of <a href="../{where}">a story that {n_articles} articles tell</a>'
        yield f"{markupsafe.escape(why)}.</p>\n"


def _passage(one: SharedPassage, places: Places) -> Iterator[str]:
    text, link = _escaped([beginning(one.passage.text, _CHARS_OF_PASSAGE), one.link])
    yield f'<li value="{one.number}"><a class="shared c{one.colour}" href="../{link}">{text}</a>\n'
    kept = "kept here; " if one.is_kept else ""
    copies = ", ".join(_copy(copy, places) for copy in one.copies)
    n_more = one.n_copies - len(one.copies)
    more = f', <a href="../{link}">and {n_more} more</a>' if n_more > 0 else ""
    yield f'<span class="meta">{kept}also in {copies}{more}</span></li>\n'


def _copy(copy: CopyElsewhere, places: Places) -> str:
    outlet, link = _escaped([copy.outlet, copy.link or ""])
    where = f'<a href="../{link}">{outlet}</a>'
    if not link:
        where = f"{outlet} {of_batch('../', copy.batch or '', places, copy.article_id)}"
    return f"{where} (kept)" if copy.is_kept else where


def _scrolled(name: str, table: str) -> str:
    """The table as `scrolled` of the templates has it."""
    return f'<div class="wide" role="region" tabindex="0" aria-label="{name}">\n{table}\n</tbody></table>\n\n</div>\n'


def _escaped(texts: Sequence[str]) -> list[str]:
    """As a template escapes them."""
    return escaped(texts, markupsafe.escape)
