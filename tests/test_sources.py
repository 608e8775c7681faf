"""A sources file is read whole or refused in one line that names the file, the key and the nearest known one."""

from pathlib import Path

import pytest

import flows
from flows.fetching.discover import as_toml
from flows.sources import SourcesError, load_sources

ENTRY = """
[[outlet]]
name = "valley-post"
title = "Valley Post"
country = "ARM"
language = "en"
feeds = ["https://valley.example/rss"]
"""


def load(folder: Path, text: str):
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return load_sources(folder / "sources.toml")


def test_an_entry_with_what_is_by_default(tmp_path):
    (outlet,) = load(tmp_path, ENTRY).outlets
    assert (outlet.name, outlet.country, outlet.feeds) == ("valley-post", "ARM", ["https://valley.example/rss"])
    assert (outlet.delay_s, outlet.allow_loopback, outlet.max_articles) == (5.0, False, None)


def test_paths_are_relative_to_the_file(tmp_path):
    more = (
        'folder = "pages"\nwarc = ["a.warc.gz"]\nlists = ["urls.txt", "https://valley.example/latest"]\ndelay_s = 1\n'
    )
    (outlet,) = load(tmp_path, ENTRY + more).outlets
    assert outlet.folder == tmp_path / "pages"
    assert outlet.warc == [tmp_path / "a.warc.gz"]
    assert outlet.lists == [str(tmp_path / "urls.txt"), "https://valley.example/latest"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ENTRY + 'feed = ["https://valley.example/"]',
            "outlet 'valley-post': unknown key 'feed'; did you mean 'feeds'?",
        ),
        (ENTRY + "delay = 3", "unknown key 'delay'; did you mean 'delay_s'?"),
        (ENTRY.replace("name =", "nmae ="), "unknown key 'nmae'; did you mean 'name'?"),
        (ENTRY + 'delay_s = "3"', "key 'delay_s' is '3'"),
        (ENTRY + "delay_s = -1", "key 'delay_s' is -1"),
        (ENTRY + 'allow_loopback = "yes"', "key 'allow_loopback' is 'yes'"),
        (ENTRY + 'sitemaps = "https://valley.example/s.xml"', "key 'sitemaps' is"),
        (ENTRY + 'sitemaps = ["valley.example/s.xml"]', "must start with https:// or http://"),
        (ENTRY.replace("ARM", "Armenia"), "key 'country' is 'Armenia'"),
        (ENTRY.replace('title = "Valley Post"', ""), "key 'title' is missing"),
        (
            ENTRY.replace('feeds = ["https://valley.example/rss"]', ""),
            "needs one of feeds, sitemaps, lists, folder, warc",
        ),
        (ENTRY + ENTRY, "two outlets are named 'valley-post'"),
        (ENTRY.replace("[[outlet]]", "[[outlets]]"), "unknown key 'outlets'; did you mean 'outlet'?"),
        (ENTRY.replace("[[outlet]]", "[outlet]"), "holds no [[outlet]]"),
        ("", "holds no [[outlet]]"),
        ("outlet = [1]", "outlet 1 is not a table"),
        ("[[outlet", "not valid TOML"),
    ],
)
def test_what_is_refused(tmp_path, text, said):
    with pytest.raises(SourcesError) as refusal:
        load(tmp_path, text)
    message = str(refusal.value)
    assert message.startswith(f"{tmp_path / 'sources.toml'}: ") and said in message and "\n" not in message


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SourcesError, match="cannot be read: No such file"):
        load_sources(tmp_path / "none.toml")


def test_one_outlet_by_name(tmp_path):
    sources = load(tmp_path, ENTRY + ENTRY.replace("valley-post", "hill-news"))
    assert [outlet.name for outlet in sources.only("hill-news").outlets] == ["hill-news"]
    with pytest.raises(SourcesError, match="no outlet 'hill-new'; did you mean 'hill-news'"):
        sources.only("hill-new")


def test_an_entry_written_is_the_entry_read(tmp_path):
    (outlet,) = load(tmp_path, ENTRY + 'terms = "quotes \\" and – dashes"').outlets
    assert load(tmp_path, as_toml(outlet)).outlets == [outlet]


def test_the_outlets_that_come_with_sayso():
    outlets = load_sources(Path(flows.__file__).parent / "sources.toml").outlets
    assert len(outlets) >= 25
    assert len({outlet.country for outlet in outlets}) >= 15
    assert len({outlet.language for outlet in outlets}) >= 5
    assert not any(outlet.allow_loopback for outlet in outlets)
    addresses = [url for outlet in outlets for url in outlet.feeds + outlet.sitemaps]
    assert len(addresses) == len(set(addresses))
