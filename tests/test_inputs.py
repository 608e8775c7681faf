"""Articles given by hand: files by their ending, folders, lines of `sayso extract`; what cannot be read is named."""

import gzip
import json
from datetime import date

import pytest

from flows.inputs import InputError, extract_file, facts_of, files_in, given_articles

PAGE = """<html lang="en"><head><title>Talks resume in Vienna</title>
<meta property="article:published_time" content="2026-10-02T08:30:00+02:00"></head><body><article>
<h1>Talks resume in Vienna</h1>
<p>The two delegations met again on Friday after a pause of three weeks, officials said in the Austrian capital.</p>
<p>The foreign minister said that the talks would go on until an agreement about the border had been reached.</p>
</article></body></html>"""


def test_a_text_file_is_the_article_unchanged(tmp_path):
    (tmp_path / "a.txt").write_text("Photo: Agency\n\nThe minister denied it.\n")
    (article,) = given_articles([str(tmp_path / "a.txt")], date(2026, 10, 2))
    assert article.text == "Photo: Agency\n\nThe minister denied it.\n"
    assert article.published == date(2026, 10, 2)
    assert [(article.text[a:b], kind) for a, b, kind in article.set_aside] == [("Photo: Agency", "photo_credit")]


def test_a_page_and_the_line_that_extract_prints_of_it_give_the_same_article(tmp_path):
    page = tmp_path / "page.html.gz"
    page.write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "lines.jsonl").write_text(json.dumps(facts_of(extract_file(page), str(page))) + "\n")
    (direct,) = given_articles([str(page)], None)
    (by_line,) = given_articles([str(tmp_path / "lines.jsonl")], None)
    assert direct == by_line
    assert direct.published == date(2026, 10, 2)
    assert direct.facts["published_at"] == "2026-10-02T08:30:00+02:00"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "can read"),
        ("a.txt", b"\xff\xfe\x00", "not UTF-8"),
        ("a.jsonl", b"{}\n", "line 1: not a line of `sayso extract`"),
        ("a.html.gz", b"not gzip", "a.html.gz"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        list(given_articles([str(tmp_path / name)], None))


def test_a_folder_without_such_files_is_refused(tmp_path):
    with pytest.raises(InputError, match="no file in it ends in"):
        list(files_in([str(tmp_path)], (".html",)))
    with pytest.raises(InputError, match="no such file"):
        list(files_in([str(tmp_path / "none")], (".html",)))
