"""Quotations are found whatever marks are used, and a mark too few or too many spoils its own paragraph only."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.language.document import Document
from transforms.language.quotes import find_quotations


def quotations(text: str) -> list[str]:
    paragraphs, start = [], 0
    for line in text.split("\n"):
        if line:
            paragraphs.append((start, start + len(line)))
        start += len(line) + 1
    document = Document(text, [], [], [], [], [], [], [], [], paragraphs)
    return [text[quotation.start : quotation.end] for quotation in find_quotations(document)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We wait,” he said. “Nobody comes.”", ["“We wait,”", "“Nobody comes.”"]),
        ('"We wait," he said. "Nobody comes."', ['"We wait,"', '"Nobody comes."']),
        ("''We wait,'' he said.", ["''We wait,''"]),
        ("«We wait,» he said.", ["«We wait,»"]),
        ("„We wait,“ he said.", ["„We wait,“"]),
        ("‘We wait,’ the mayor’s wife said. ‘It’s late.’", ["‘We wait,’", "‘It’s late.’"]),
        ("'The farmers' wells are dry,' she said.", ["'The farmers' wells are dry,'"]),
        ("“She said ‘never again’ and left,” he said.", ["“She said ‘never again’ and left,”"]),
        ("“She said “never again” and left,” he said.", ["“She said “never again” and left,”"]),
        ("He is 6'2\" tall and fond of O'Brien's pub.", []),
    ],
)
def test_marks_of_all_kinds(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


def test_a_quotation_left_open_goes_on_where_the_next_paragraph_opens_with_a_mark() -> None:
    assert quotations("“We wait.\n\n“Nobody comes,” he said.") == ["“We wait.", "“Nobody comes,”"]


@pytest.mark.parametrize(
    "broken",
    ["“We wait, he said. All was quiet.", 'We wait," he said.', "We wait,” he said.", "““We wait, he said.", '"'],
)
def test_a_stray_mark_spoils_no_other_paragraph(broken: str) -> None:
    assert quotations(f"{broken}\nThen “it began,” she said.")[-1] == "“it began,”"


@given(st.text(alphabet="“”‘’'\"«»„ab,. \n", max_size=80))
def test_quotations_are_in_order_and_apart(text: str) -> None:
    document = Document(text, [], [], [], [], [], [], [], [], _lines(text))
    found = find_quotations(document)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


def _lines(text: str) -> list[tuple[int, int]]:
    lines, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines
