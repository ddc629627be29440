"""Why a stretch of a page is furniture: the reason codes of `Removal.reason`."""

REASONS: dict[str, str] = {
    "caption": "what a picture or video shows, with or without its credit",
    "credit": "who made a picture, alone on its line",
    "byline": "who wrote the article, from where, and what is said of them; the names go into the field",
    "date": "when the article appeared or was updated; the date goes into the field, where nothing better tells it",
    "related_link": "headline, standfirst or date of another story, and the label over such a list",
    "newsletter": "an invitation to a newsletter, an app, alerts or a channel of the outlet",
    "appeal": "an appeal for donations, subscriptions or memberships",
    "consent": "cookies, privacy settings, content that waits for consent",
    "social": "share and follow lines",
    "copyright": "who holds the rights, how to license the text",
    "comment_form": "the comment box, its rules and its counters",
    "navigation": "menus, section names, tags, buttons, page numbers, jump marks",
    "advert": "advertisements and their labels",
    "promo": "other products of the outlet, player and app messages",
    "repeated": "a second copy of text that stands elsewhere in the article",
    "live_post": "a post of a live blog whose opening is the article",
    "boilerplate": "outside the article, and nothing more is known about it",
}

# The rules that take what was not picked as the article, and tell its reason afterwards by its looks: its words, its
# place and its links.
EXTRACTOR_RULE, PROFILE_RULE = GUESSING_RULES = ("page.trafilatura", "profile.article")
