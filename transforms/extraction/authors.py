"""The people a page names as its authors; the agency or the newsroom only where it names nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.extraction.facts import BYLINES, FIELDS, alternatives
from transforms.extraction.linked_data import text_of, types
from transforms.extraction.page import Page, words_of
from transforms.extraction.title import letters, site_names

# "By", "Von", "Автор:" before a name; the colon may stand alone.
LEAD = re.compile(rf"^\W*(?:{alternatives(BYLINES['leads'])})(?:\s*:\s*|\s+)", re.IGNORECASE)
JOINTS = re.compile(
    rf"\s*[;|•·,、，]\s*|\s+(?:{alternatives(BYLINES['joints'])})\s+|\s*&\s*|\s+/\s*|\s*/\s+|(?<=\w{{4}})/(?=\w{{4}})",
    re.IGNORECASE,
)
ROLE = re.compile(rf"(?:^|[\s(–-]+)(?:{alternatives(BYLINES['roles'])})\b.*$", re.IGNORECASE)
AGENCIES = {letters(agency) for agency in BYLINES["agencies"]}
ADDRESS = re.compile(r"https?:|www\.|@")
NOT_A_NAME = re.compile(r"\d[.:/]\d|\d{4}|[!?<>{}]|^\d+\s|\d$")
LONGEST_NAME = 50
MOST_WORDS = 6
# Large investigations name a dozen; a longer list is a staff page.
MOST_AUTHORS = 20
# A signature is a name and nothing else; a byline in the text stands among its first lines.
MOST_NAME_WORDS = 4
HEAD = 6

BYLINE = re.compile(
    r"(?<![A-Za-z0-9])(?:author|authors|byline|bylines|autor|autores|auteur|autore|writer|journalist|reporter)(?![a-z])|author_?-?_?(?:name|line)|(?:^|[a-z])(?:Author|Byline)",
    re.ASCII,
)
ELSEWHERE = re.compile(
    r"comment|quote|teaser|related|card|avatar|image|photo|caption|footer|recommend|popular|sidebar|bio\b",
    re.IGNORECASE,
)
AUTHORS_PAGE = re.compile(
    r"/(?:authors?|autor(?:a|e|en|es|i|in)?|auteurs?|journalists?|journalistes?|redacteurs?|contributors?|writers?|reporters?)/",
    re.IGNORECASE,
)
LONGEST_BYLINE = 160
# What somebody is, not what stands for a word of another meaning ("for").
PROFESSION = re.compile(rf"\b(?:{alternatives(role for role in BYLINES['roles'] if len(role) > 3)})\b", re.IGNORECASE)
LONGEST_NOTE = 300
# A role, a place, a date beside the names.
MOST_OTHER_WORDS = 5
ENDING = re.compile(r"[.!?]$")


def authors(page: Page, lines: Sequence[str]) -> list[str]:
    """Return the authors in the page's order; `lines` are the text's, boilerplate at its end left out.

    Linked data first, then the meta elements, then the byline that the markup names, then one that opens the text or
    signs it. A source that names only the site or an organisation gives way to one that names a person; an agency that is
    stated gives way to stated names only. An agency named beside a person stays: that tells whose text it is.
    """
    # The host's own parts: an outlet called XYZ has xyz.example for its site.
    site = {letters(name).replace(" ", "") for name in site_names(page)} | set(
        (urlsplit(page.url).hostname or "").split(".")
    )
    others = AGENCIES | {letters(name) for name in _organisations(page.linked.get("author"))}
    fallback: list[str] = []
    for found, is_stated in _sources(page, lines):
        if not is_stated and any(letters(name) in AGENCIES for name in fallback):
            break
        people = [name for name in found if letters(name) not in others and not _is_site(name, site)]
        # What begins with the site's name goes on with its address.
        if people and not _is_site(found[0], site):
            return list(dict.fromkeys(found))[:MOST_AUTHORS]
        fallback = fallback or list(dict.fromkeys(found))
    return fallback[:MOST_AUTHORS]


def _sources(page: Page, lines: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """Yield the names of each source, and whether the page states them for machines."""
    yield linked_names(page.linked.get("author")) or linked_names(page.linked.get("creator")), True
    for key in FIELDS["author"]:
        yield [name for value in page.meta.get(key, []) for name in names_in(value)], True
    yield _labelled(page), True
    yield _byline(page.tree), False
    yield _by_link(page.tree), False
    for line in lines[:HEAD]:
        yield list(filter(_is_full, names_in(line))) if is_byline(line, ()) else [], False
    yield [line for line in lines[-1:] if _is_signature(line)], False


def names_in(text: str | None) -> list[str]:
    """Return the names in a byline: no lead, no role, no address."""
    plain = re.sub(r"\([^)]*\)", "", " ".join((text or "").split()))
    if ADDRESS.search(plain):
        return []
    found = (_without_role(LEAD.sub("", part)).strip(" \t.,:-–—|") for part in JOINTS.split(LEAD.sub("", plain)))
    return [name for name in found if _is_name(name)]


def _without_role(part: str) -> str:
    """Return a part of a byline without the role at its end; nothing of "political correspondent" is a name."""
    name = ROLE.sub("", part)
    return "" if name != part and name == name.lower() != name.upper() else name


def _is_name(text: str) -> bool:
    return 2 <= len(text) <= LONGEST_NAME and len(text.split()) <= MOST_WORDS and not NOT_A_NAME.search(text)


def is_byline(line: str, known: Iterable[str]) -> bool:
    """Whether a line names authors and does nothing else: the known ones, or any full names after a lead ("By ...")."""
    if len(line) > LONGEST_BYLINE:
        return False
    own = letters(line)
    names = {letters(name) for name in known if letters(name)}
    if any(f" {name} " in f" {own} " for name in names):
        rest = f" {letters(LEAD.sub('', line))} "
        for name in names:
            rest = rest.replace(f" {name} ", " ")
        return len(rest.split()) <= MOST_OTHER_WORDS
    parts = [part for part in JOINTS.split(LEAD.sub("", line)) if part.strip()]
    if not parts or ENDING.search(line) or not all(map(_is_name, parts)):
        return False
    return _is_full(parts[0]) if LEAD.match(line) else "|" in line and any(map(_is_full, parts))


def is_note(line: str, known: Iterable[str]) -> bool:
    """Whether a line says who an author is: a known name, "is", and what he or she does for a living."""
    start = f"{letters(line[: 2 * LONGEST_NAME])} "
    names = [letters(name) for name in known if len(name.split()) > 1]
    is_told = any(f"{name} {verb} " in start for name in names for verb in BYLINES["is"])
    return is_told and len(line) <= LONGEST_NOTE and PROFESSION.search(line) is not None


def _is_signature(line: str) -> bool:
    words = line.split()
    return 2 <= len(words) <= MOST_NAME_WORDS and all(word.istitle() for word in words) and _is_name(line)


def _is_full(name: str) -> bool:
    """Whether a name has a given and a family part: what else stands in a byline is a section, a place or a button."""
    words = name.split()
    if name.upper() == name.lower():  # a script without capitals
        return len(name) >= 2
    return len(words) >= 2 and words[0][0].isupper() and words[-1][0].isupper()


def _is_site(name: str, site: set[str]) -> bool:
    own = letters(name).replace(" ", "")
    return any(own == other or (len(own) >= 4 and other.startswith(own)) for other in site)


def _items(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for item in value:
            yield from _items(item)
    elif isinstance(value, dict) and isinstance(value.get("name"), (list, dict)):
        yield from _items(value["name"])
    elif value:
        yield value


def linked_names(value: object) -> list[str]:
    """Return the names that an author of the linked data holds: a text, a node, or a list of such."""
    return [name for item in _items(value) for name in names_in(text_of(item))]


def _organisations(value: object) -> Iterator[str]:
    for item in _items(value):
        if (
            isinstance(item, dict)
            and any("Organization" in kind for kind in types(item))
            and "Person" not in types(item)
        ):
            yield text_of(item) or ""


def _byline(tree: HtmlElement) -> list[str]:
    """Return the names in the first byline that a reader meets after the headline, or else on the page."""
    for element in [*tree.xpath("(//h1)[1]/following::*"), *tree.iterdescendants("*")]:
        if not BYLINE.search(_label(element)):
            continue
        text = words_of(element)
        if 2 <= len(text) <= LONGEST_BYLINE and not any(
            ELSEWHERE.search(_label(outer)) for outer in (element, *element.iterancestors())
        ):
            inner = [
                words_of(child)
                for child in element.iterdescendants("*")
                if BYLINE.search(_label(child)) and not len(child)
            ]
            found = [name for part in inner or [text] for name in names_in(part) if _is_full(name)]
            if found:
                return found
    return []


def _labelled(page: Page) -> list[str]:
    """Return the names in the pairs of label and value that cards of shared links show ("Written by")."""
    pairs = ((page.first_meta(f"twitter:label{n}"), page.first_meta(f"twitter:data{n}")) for n in (1, 2))
    return [name for label, value in pairs if label and LEAD.fullmatch(f"{label} ") for name in names_in(value)]


def _by_link(tree: HtmlElement) -> list[str]:
    """Return the names that lead, after the headline and before the first paragraph, to a page about the author."""
    found = []
    for element in tree.xpath("(//h1)[1]/following::*[self::a or self::p]"):
        if element.tag == "p" and len(element.text_content()) > LONGEST_BYLINE:
            break
        name = words_of(element)
        if element.tag == "a" and AUTHORS_PAGE.search(element.get("href", "")) and _is_full(name):
            found += names_in(name)
    return found


def _label(element: HtmlElement) -> str:
    """Return what the markup says an element is."""
    return " ".join(
        filter(None, (element.get("class"), element.get("rel"), element.get("itemprop"), element.get("data-testid")))
    )
