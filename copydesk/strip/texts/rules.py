"""The rules for text, in the order in which they run: from the surest to the least sure.

What an extractor took from an HTML page goes through those of them whose scope is "all" or "all but dumps". The first
rule for dumps asks the model whether the text is one: what the rules before it removed is among what the model sees.
"""

from __future__ import annotations

from copydesk.strip.rule import Rule
from copydesk.strip.texts import embeds, head, line_rules, sections, tail
from copydesk.strip.texts.author_bio import author_bios
from copydesk.strip.texts.cards import card_row, inline_cards
from copydesk.strip.texts.draft import Draft
from copydesk.strip.texts.inline_teaser import inline_teasers
from copydesk.strip.texts.page_dump import dump_title, outside_article

TEXT_RULES: tuple[Rule[Draft], ...] = (
    Rule(
        "text.ruler", "boilerplate", "all", line_rules.rulers,
        "a line drawn with underscores or dashes",
        "stars, colons and a long dash, which may be the author's",
    ),
    Rule(
        "text.wording", "", "all", line_rules.worded_lines,
        "a line with a phrase of `words/`, or that says how long it takes to read: a phrase decides about short "
        "lines, a telling one (`!`) about any, two that differ, of one reason, about any of up to 60 words",
        'speech, what somebody is said to say ("Donate now, says the sign"), and a line of over 150 words',
    ),
    Rule(
        "text.credit", "", "all", line_rules.captions_with_credit,
        "captions and credits: an agency or a label where a credit stands",
        "\"(dpa)\" under an agency's own text; a cited source",
    ),
    Rule(
        "text.bracketed_names", "credit", "all", line_rules.bracketed_names,
        "the same names alone in brackets, on three lines of the article",
        '"(general laughter)"',
    ),
    Rule(
        "text.above_credit", "caption", "all", line_rules.captions_above_credits,
        'the line above a credit in brackets, or above "Cartoon by ..."',
        'speech, and what stands above "(Credit: ...)" or "(Source: ...)"',
    ),
    Rule(
        "text.embedded_post", "social", "all", embeds.post_signatures,
        "the signature of an embedded post, which ends in its date, and its link alone",
        "the post itself, and the sentence that leads over to a link",
    ),
    Rule(
        "text.markup", "boilerplate", "all", embeds.template_marks,
        "section marks of a template that was never filled in, or its expressions alone",
        "code",
    ),
    Rule(
        "text.cut_tag", "boilerplate", "all", embeds.cut_tags,
        "what is left of a tag that was cut open: three attributes and more",
        "code, which begins with the tag itself",
    ),
    Rule(
        "text.playing_time", "caption", "all", embeds.playing_times,
        "a player's line that ends in how long the film runs (\"21.04.2024 | 3:18 min\")",
        "a sentence that tells a time",
    ),
    Rule(
        "text.breadcrumbs", "navigation", "all", line_rules.breadcrumbs,
        "a path of section names, a list's item each, before everything else",
        "a list of one item, of sentences, or of figures: ingredients",
    ),
    Rule(
        "text.more_at_end", "related_link", "all", line_rules.teasers_by_their_end,
        "another story's standfirst that ends in a link (\"... discoverer. mehr\"), and the headline above it",
        "\"Read more\", which stands behind an article's own paragraphs, too",
    ),
    Rule(
        "text.self_repeat", "repeated", "all", line_rules.self_repeats,
        "a line that says itself twice: alternative text, hover text",
        "two halves with a comma between; a table's row",
    ),
    Rule(
        "text.same_line", "repeated", "all", line_rules.second_copies,
        "a line of eight words and more that stands further up already",
        "see `text.own_copies`",
    ),
    Rule(
        "text.between_appeals", "appeal", "all", line_rules.between_appeals,
        'a line in which the outlet says "we", between two appeals',
        "a line without it",
    ),
    Rule(
        "text.under_label", "related_link", "plain text", line_rules.lists_under_labels,
        'headlines of six words and more under "Read more" or its like',
        "shorter ones, which may be the next subheading; what stands under \"Read more: Review of 2026\", or under a "
        "label that comes more than three times: it is the button below each item",
    ),
    Rule(
        "text.cookie_table", "consent", "all", line_rules.cookie_lists,
        "a consent manager's list of cookies: four such lines with at most six others between two of them, near a "
        "line that asks for consent",
        "an article about cookies, which asks for none",
    ),
    Rule(
        "text.live_post", "live_post", "plain text", sections.live_posts,
        "a live blog's posts, where its opening is an article by itself: signed with name, day and hour, or under a "
        'title that says "live"',
        'all posts with `live_posts = "keep"`; "Sting en vivo"; the dated sections of a timeline',
    ),
    Rule(
        "dump.title", "", "dumps", dump_title,
        "the headline above the article that has most words in common with it",
        keeps="title",
    ),
    Rule(
        "dump.model", "boilerplate", "dumps", outside_article,
        "the lines that a trained model does not take for the article's; behind the name stands the chance that they "
        "are",
        "all lines of a light scrape",
    ),
    Rule(
        "text.own_copies", "", "light scrapes", line_rules.articles_own_copies,
        "second copies (`text.same_line`), unless they stand straight below the first one, beside a caption or "
        "between buttons, or the whole text stands there again: plans, refrains, questions that several people are "
        "asked",
        frees=True,
    ),
    Rule(
        "text.marked_items", "", "light scrapes", line_rules.marked_items,
        "items of a list with marks under a label (`text.under_label`)",
        frees=True,
    ),
    Rule(
        "text.unspaced_wording", "", "all but dumps", line_rules.unspaced_worded_lines,
        "the same as `text.wording`, for scripts that part no words: Japanese, Chinese, Korean, Thai",
        "speech",
    ),
    Rule(
        "text.lone_mark", "boilerplate", "all but dumps", line_rules.lone_marks,
        "a bullet, a cross or an empty row of a table, alone",
        "a mark beside a figure, which is a table's cell",
    ),
    Rule(
        "text.path", "navigation", "all but dumps", line_rules.paths,
        'a path of section names on one line of the head, parted by ">", "›", "»" or "/": from a front page on '
        '("Home", "Startseite"), or with a last item that is said again below',
        "a title or an agency's dateline with such marks (\"Kiel / Lübeck / Flensburg (dpa)\")",
    ),
    Rule(
        "text.own_label", "", "all but dumps", sections.labels_of_article,
        '"Comments" without a number, where sentences alone follow it',
        frees=True,
    ),
    Rule(
        "text.comments", "comment_form", "all but dumps", sections.comments,
        "readers' comments, to the end: below \"3 Comments\" and its like, from the first of two lines \"Somebody "
        'says", or of two names with day and hour below',
        "what stands below a label without a number that sentences alone follow",
    ),
    Rule(
        "text.title", "", "all", head.head_title,
        "the first headline above the first paragraph, or the second under a section's name",
        "a line of figures, an item of a list, a table's row, a verse",
        keeps="title",
    ),
    Rule(
        "text.section_label", "navigation", "all", head.section_labels,
        "a section's name of one to three words above the title",
        "a short title that the article speaks of",
    ),
    Rule(
        "text.standfirst", "", "plain text", head.head_standfirst,
        "the line under the title that is no sentence, or one sentence above a date, a byline or a picture; "
        "one of 25 words and more stays in the text, too",
        "an interview's first question, a list's first item",
        keeps="standfirst",
    ),
    Rule(
        "text.head_date", "date", "all", head.head_dates,
        "dates above the first paragraph",
        "a date without a year that two more like it follow, each above lines of its own: a diary's first day",
    ),
    Rule(
        "text.head_byline", "byline", "all", head.head_bylines,
        "authors, newsrooms and agencies above the first paragraph",
        "a paragraph that begins like one",
    ),
    Rule(
        "text.byline_rest", "byline", "all", head.head_places,
        "the places from which was written",
        "a sentence that begins with a place",
    ),
    Rule(
        "text.tail_run", "related_link", "all but dumps", tail.headlines_below,
        "other stories' headlines below the last paragraph: a run with a date, under a label, or of three framed by "
        "furniture",
        "a song's refrain; a table, which is more figures than headlines; without a date, items of a list: footnotes",
    ),
    Rule(
        "text.tail_heading", "", "all but dumps", tail.headings_below,
        "a lone headline between furniture and furniture: it heads what stands below it",
        "a lone headline above nothing: a sentence without its stop",
    ),
    Rule(
        "text.tail_byline", "", "all but dumps", tail.bylines_below,
        "bylines below the last paragraph, with their dates and labels",
        "names among other lines",
    ),
    Rule(
        "text.card_row", "related_link", "all", card_row,
        "a row of other stories below the article: from a label or a doubled headline to the end, no two paragraphs "
        "together",
        "the article's own last sections",
    ),
    Rule(
        "text.inline_card", "related_link", "all", inline_cards,
        "another story's section, headline, standfirst and date between two paragraphs; standfirst and date alone "
        "where three and more go forth and back in time",
        "a timeline, whose dates stand above their paragraphs",
    ),
    Rule(
        "text.author_bio", "byline", "plain text", author_bios,
        "who wrote the article, among the last five lines or first of all: a name, and what such people are",
        "somebody of whom the article speaks; more than two people; what stands above speech",
    ),
    Rule(
        "text.inline_teaser", "related_link", "all", inline_teasers,
        "another story's headline of 9 to 16 words, alone between paragraphs that share no words with it",
        "subheadings: they come in series or beside short ones, and take up words of the section below",
    ),
    Rule(
        "text.behind_furniture", "", "all but dumps", tail.lines_behind_furniture,
        "up to three last lines straight below an appeal, a form or a notice, with nothing but furniture below; a "
        "fifth of the words at most",
        "speech",
    ),
)  # fmt: skip
