"""The headline of a page, without the name of the site and the section."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from transforms.extraction.linked_data import text_of
from transforms.extraction.page import Page, words_of

# What stands between a headline and the name of the site or section; a hyphen counts only where nothing follows it but
# a name already known.
SEPARATOR = re.compile(r"\s*::\s*|\s*[|ㅣ｜»›·•*]\s*|\s+[-–—:]+\s+|\s*(?:--|—)\s*|：|\s*-(?=[^-]*$)|\s*:(?=[^:]*$)")
# These stand in no headline of their own: what follows is the site, where it is the shorter part.
BAR = re.compile(r"\s*(?:::|[|ㅣ｜])\s*")
# Site and section names are short; a longer tail is the second half of the headline.
LONGEST_TAIL = 50
# A kicker before a bar is shorter than a headline.
SHORTEST_HEAD = 25
LONGEST_KICKER = 60
# No headline is longer; what is, is a page without mark-up or an attack.
LONGEST_TITLE = 400


def headlines(page: Page, hint: str | None = None) -> list[str]:
    """Return the headline, then its other wordings on the page; empty where the page states none.

    The `title` element is written for search engines, and so is whichever of the shared title (OpenGraph) and the
    linked-data headline equals it; where they differ, the other one is the newsroom's own. `hint` is the feed's title.
    """
    search = tidy(page.tree.findtext(".//title"))
    shared = tidy(page.first_meta("og:title", "twitter:title", "dc.title", "parsely-title", "headline"))
    linked = tidy(text_of(page.linked.get("headline")) or text_of(page.linked.get("name")))
    fed = tidy(hint)
    if shared and _is_broken(shared, linked):
        shared = linked
    printed = _printed(page, [shared, linked, search, fed])
    names = site_names(page) + section_names(page)
    everywhere = [shared, linked, search, fed, printed]
    shared, linked, search, fed, printed = (strip_site(text, everywhere, names) for text in everywhere)
    if shared and linked and _is_cut(shared, search) and not _is_cut(linked, search):
        shared, linked = linked, shared
    return [text for text in dict.fromkeys((shared, linked, printed, fed, search)) if 0 < len(text) <= LONGEST_TITLE]


def tidy(text: str | None) -> str:
    """Return a title on one line: entities resolved (outlets escape them twice), soft hyphens and mark-up out."""
    text = unescape(unescape(text or "")).replace("\xad", "").replace("\u200b", "")
    return " ".join(re.sub(r"</?[a-z][^<>]*>", "", text).split())


def letters(text: str) -> str:
    """Return what two spellings of one headline have in common."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_cut(title: str, search: str) -> bool:
    """Whether the title is the search title or its beginning."""
    return letters(search).startswith(letters(title))


def _is_broken(title: str, whole: str) -> bool:
    """Whether the title ends where the whole one has a quotation mark: unescaped, it ends an attribute."""
    return whole.startswith(title) and whole[len(title) :].lstrip().startswith(('"', "'"))


def _printed(page: Page, known: Iterable[str]) -> str:
    """Return the first-level heading that shares most words with the other titles: there are headings for logos too."""
    headings = [text for text in map(tidy, map(words_of, page.tree.iter("h1"))) if text]
    vocabulary = set(letters(" ".join(known)).split())

    def shared(heading: str) -> float:
        own = set(letters(heading).split())
        return len(own & vocabulary) / max(1, len(own)) if len(own) > 1 else 0.0

    return max(headings, key=shared, default="")


def site_names(page: Page) -> list[str]:
    """Return the names by which the page calls its site, the fullest sources first."""
    publisher = page.linked.get("publisher")
    stated = [page.first_meta("og:site_name"), text_of(publisher), page.first_meta("application-name", "twitter:site")]
    host = re.sub(r"^https?://(?:www\.)?|[:/].*$", "", page.url)
    return [name.lstrip("@") for name in stated if name] + [host]


def section_names(page: Page) -> list[str]:
    """Return the names of the section the page says it stands in."""
    sections = page.linked.get("articleSection")
    return [
        *page.meta.get("article:section", []),
        *filter(None, map(text_of, sections if isinstance(sections, list) else [sections])),
    ]


def strip_site(title: str, others: Iterable[str], names: Iterable[str]) -> str:
    """Cut the site's and the section's name off the end of a title.

    A tail after a separator goes where another title on the page is the rest of it, or where it is a name of the site; a
    kicker before a bar, where what follows is another title on the page.
    """
    rests = {letters(other) for other in others if other and other != title}
    called = {letters(name).replace(" ", "") for name in names}
    while cuts := list(SEPARATOR.finditer(title)):
        for cut in cuts:
            head, tail = title[: cut.start()].rstrip(), title[cut.end() :]
            if len(tail) <= LONGEST_TAIL and head and (letters(head) in rests or _is_name(tail, called)):
                title = head
                break
        else:
            break
    bar = BAR.search(title)
    if bar is not None and letters(title[bar.end() :]) in rests:
        return title[bar.end() :]
    is_site = bar is not None and len(title) - bar.end() <= LONGEST_TAIL and bar.start() >= SHORTEST_HEAD
    return title[: bar.start()] if bar is not None and is_site else title


def _is_name(tail: str, called: set[str]) -> bool:
    """Whether a tail is the site's name, written with or without its ending (`Example` for `example.com`)."""
    own = letters(tail).replace(" ", "")
    return len(own) >= 2 and any(
        own == name or (len(own) >= 4 and name.startswith(own)) or own.startswith(name)
        for name in called
        if len(name) >= 3
    )


def is_headline(line: str, title: str | None) -> bool:
    """Whether a line of text only repeats the headline, with or without a kicker before it."""
    own, wanted = letters(line), letters(title or "")
    if not own or not wanted:
        return False
    kicker = line[: len(line) - len(title or "")]
    return own == wanted or (
        own.endswith(wanted)
        and len(own) - len(wanted) <= LONGEST_KICKER
        and len(wanted) >= 15
        and not re.search(r"[.!?]\s", kicker)
    )
