"""The page of a snapshot in a real browser: it opens, filters, links, speaks to keyboards and screen readers, and asks nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.report_browser import CHROMIUM, DESK, DRIVER, PHONE, Page, chromium
from tests.report_pages import made
from tests.report_world import ARABIC, HOSTILE, world
from tests.rows import TEXT, ledger, rows

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver (Debian: apt-get install chromium-driver)"
    ),
]
AXE = Path(__file__).parent / "axe" / "axe.min.js"


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as held:
        yield held


@pytest.fixture(scope="module")
def small(driver: webdriver.Chrome, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return written(driver, tmp_path_factory.mktemp("small"), made(tmp_path_factory.mktemp("home"), world(400)))


def written(driver: webdriver.Chrome, folder: Path, text: str) -> Page:
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8")
    driver.get_log("browser")
    driver.get_log("performance")
    return Page(driver, path)


@pytest.fixture(autouse=True)
def quiet(driver: webdriver.Chrome) -> Iterator[None]:
    """Hold every test to a silent console and to no request that leaves, whatever it does with the page."""
    yield
    page = Page(driver, Path())
    assert (page.said(), page.asked()) == ([], [])


def test_a_request_that_leaves_would_be_seen(small: Page) -> None:
    small.open()
    assert small.script("return fetch('https://outlet.example/').then(() => 'left', () => 'refused')") == "refused"
    assert any("Content Security Policy" in message for message in small.said())
    assert small.asked() == []
    small.driver.get("http://127.0.0.1:9/")
    assert small.asked() == ["http://127.0.0.1:9/"]
    small.said()


def test_contested_events_come_first_with_their_versions_side_by_side(small: Page) -> None:
    small.open()
    assert small.texts("main > section > h2")[0] == "Contested events"
    first = small.one("#contested .lead")
    names = [element.text.split("\n")[0] for element in first.find_elements(By.CSS_SELECTOR, ".version h4")]
    assert names == ["Armenia", "Azerbaijan"]
    tops = {element.location["y"] for element in first.find_elements(By.CSS_SELECTOR, ".version")}
    assert len(tops) == 1, "side by side"
    assert {element.text for element in first.find_elements(By.CSS_SELECTOR, "mark")} == {"opened fire"}
    evidence = first.find_element(By.CSS_SELECTOR, ".evidence").text
    assert "The ministry said [...] forces of" in evidence
    assert "Claimant: Ministry of Defence of ARM" in evidence
    assert "09:00 UTC" in evidence
    assert "denies since" in first.text


def test_statements_are_filtered_by_speaker_country_act_and_words(small: Page) -> None:
    small.open()
    assert small.result("statements") == "400 statements"
    Select(small.field("statements", "Act")).select_by_visible_text("deny")
    assert small.result("statements") == "100 of 400 statements match"
    Select(small.field("statements", "Speaks for")).select_by_visible_text("Azerbaijan")
    assert small.result("statements") == "34 of 400 statements match"
    small.field("statements", "Words").send_keys("POST 25 ")
    small.wait(lambda: small.result("statements") == "1 of 400 statements match")
    assert "post 25 before dawn" in small.one("#statements tbody").text
    assert small.hash() == "#statements?act=deny&country=AZE&words=POST+25+"
    small.driver.back()
    small.wait(lambda: small.result("statements") == "100 of 400 statements match")
    assert Select(small.field("statements", "Speaks for")).first_selected_option.text == "any"
    small.open("#statements?speaker=rus%2017")
    assert small.result("statements") == "3 of 400 statements match"
    small.open("#statements?words=nobody%20said%20this")
    assert "Nothing matches." in small.one("#statements").text


def test_pages_of_a_list_are_turned_and_linked_to(small: Page) -> None:
    small.open("#statements?page=2")
    assert small.one("#statements .pager span").text == "Page 3 of 16"
    shown = small.texts("#statements tbody tr")
    small.click(small.one("#statements .pager button:last-child"))
    assert small.one("#statements .pager span").text == "Page 4 of 16"
    assert small.texts("#statements tbody tr") != shown
    small.driver.back()
    small.wait(lambda: small.texts("#statements tbody tr") == shown)
    small.open("#statements?page=999999")
    assert small.one("#statements .pager span").text == "Page 16 of 16"


@pytest.mark.parametrize(
    ("fragment", "heading", "words"),
    [
        ("#event=e-000008", "Assault at Village 8", "Ministry of Defence of AZE"),
        ("#statement=s-000003", "Statement: warn", "Ministry of TUR 3"),
        ("#event=e-none", "This event is not on this page", "shows 33 of 33 events"),
        ("#statement=%E0%A4%A", "This statement is not on this page", "%E0%A4%A"),
    ],
)
def test_a_link_opens_its_row(small: Page, fragment: str, heading: str, words: str) -> None:
    small.open(fragment)
    assert small.one("#reader h2").text == heading
    assert small.focused() == heading
    assert words in small.one("#reader").text
    small.press(Keys.ESCAPE)
    small.wait(lambda: not small.all("#reader[open]"))
    assert small.hash() == ""


def test_the_back_button_closes_a_row_and_goes_back_to_the_list(small: Page) -> None:
    small.open("#events?which=contested")
    assert small.result("events") == "9 of 33 events match"
    link = small.one("#events tbody a")
    small.click(link)
    small.wait(lambda: small.all("#reader[open]"))
    assert small.hash().startswith("#event=e-")
    small.click(small.one("#reader .evidence a[href^='#statement']"))
    small.wait(lambda: small.one("#reader h2").text.startswith("Statement"))
    small.driver.back()
    small.wait(lambda: small.one("#reader h2").text.startswith("Assault"))
    small.driver.back()
    small.wait(lambda: not small.all("#reader[open]"))
    assert small.hash() == "#events?which=contested"
    assert small.result("events") == "9 of 33 events match"
    assert small.script("return document.activeElement === arguments[0]", link)


def test_the_page_is_worked_by_keyboard_alone(small: Page) -> None:
    small.open()
    small.press(Keys.TAB)
    assert small.focused() == "Skip to contested events"
    small.press(Keys.ENTER)
    small.wait(lambda: small.focused() == "Contested events")
    small.press(Keys.TAB)
    name = small.focused()
    assert name.startswith("Assault at Village")
    small.press(Keys.ENTER)
    small.wait(lambda: small.focused() == small.one("#reader h2").text == name)
    for _ in range(40):
        small.press(Keys.TAB)
        assert small.script("const at = document.activeElement; return at === document.body || !!at.closest('#reader')")
    small.press(Keys.ESCAPE)
    small.wait(lambda: not small.all("#reader[open]"))
    assert small.focused() == name
    unreachable = small.script(
        "return [...document.querySelectorAll('main a[href], main button, main select, main input')]"
        ".filter((at) => at.tabIndex < 0 && !at.classList.contains('again')).length"
    )
    assert unreachable == 0


def test_a_cell_of_the_matrix_lists_its_statements(small: Page) -> None:
    small.open()
    cell = next(
        at
        for at in small.all("#accusations td a")
        if at.get_attribute("aria-label").startswith("Armenia accuses Azerb")
    )
    count = cell.text
    small.click(cell)
    small.wait(lambda: small.result("statements") == f"{count} of 400 statements match")


def test_bars_and_marks_list_their_events(small: Page) -> None:
    small.open()
    bar = small.one("#time svg a")
    label = bar.get_attribute("aria-label")
    assert label.startswith("Assault, 1 Jan 2026: 1 event, 1 contested")
    small.script("location.hash = arguments[0].getAttribute('href')", bar)
    small.wait(lambda: small.result("events") == "1 of 33 events match")
    small.open()
    mark = small.one("#places .marks a")
    small.script("location.hash = arguments[0].getAttribute('href')", mark)
    small.wait(lambda: small.result("events").endswith("of 33 events match"))
    assert {"exact", "wide area"} <= {
        at.get_attribute("class").removesuffix(" disputed") for at in small.all("#places .marks circle")
    }


def test_casualties_are_ranges_by_claimant_and_never_summed(small: Page) -> None:
    small.open("#event=e-000000")
    table = [
        [cell.text.split("\n")[0] for cell in row.find_elements(By.TAG_NAME, "td")]
        for row in small.all("#reader tbody tr")
    ]
    assert [row[1:5] for row in table] == [
        ["Killed", "Armenia", "Ministry of Defence of ARM", "3–5 or more"],
        ["Killed", "Armenia", "Ministry of Defence of AZE", "2–5"],
    ]


def test_gaps_of_coverage_are_told_from_days_without_an_attempt(small: Page) -> None:
    small.open()
    month = Select(small.field("coverage", "Month"))
    month.select_by_value("2026-01")
    assert len(small.all("#coverage td.gap-day")) == 4  # the 1st, 11th, 21st and 31st
    assert len(small.all("#coverage td.never")) == 5  # the 1st, 8th, 15th, 22nd and 29th
    assert "gap" in small.one("#coverage td.gap-day").get_attribute("textContent")


def test_hostile_words_are_shown_and_never_run(small: Page) -> None:
    small.open("#statement=s-000000")
    assert HOSTILE in small.one("#reader dd").text
    small.open("#statement=s-000001")
    assert not [at for at in small.all("a[href]") if at.get_attribute("href").lower().startswith("javascript")]
    assert small.script("return window.ran") is None
    assert small.all("img, iframe, object, embed, script[src]") == []


def test_words_written_from_right_to_left_keep_to_themselves(small: Page) -> None:
    small.open("#statement=s-000001")
    name = next(at for at in small.all("#reader bdi") if at.text == ARABIC)
    assert small.script("return getComputedStyle(arguments[0]).direction", name) == "rtl"
    assert small.script("return getComputedStyle(document.getElementById('reader')).direction") == "ltr"


@pytest.mark.parametrize("fragment", ["", "#event=e-000008", "#statement=s-000001"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_page_is_accessible(small: Page, fragment: str, scheme: str, size: tuple[int, int]) -> None:
    small.open(fragment, size, scheme)
    small.script(AXE.read_text(encoding="utf-8"))
    found = small.driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {resultTypes: ['violations']}).then((held) => done(held.violations.map("
        "(at) => [at.id, at.nodes.slice(0, 3).map((node) => node.html + node.failureSummary)])))"
    )
    assert found == []


def test_a_phone_scrolls_in_one_direction_only(small: Page) -> None:
    small.open(size=PHONE)
    assert small.script("return document.documentElement.scrollWidth") == PHONE[0]


def test_colours_are_those_of_the_system_until_chosen(small: Page) -> None:
    small.open(scheme="dark")
    paper = "return getComputedStyle(document.body).backgroundColor"
    assert small.script(paper) == "rgb(22, 22, 22)"
    small.click(small.one("#theme"))
    assert (small.one("#theme").text, small.script(paper)) == ("Colours: light", "rgb(255, 254, 251)")
    small.click(small.one("#theme"))
    assert (small.one("#theme").text, small.script(paper)) == ("Colours: dark", "rgb(22, 22, 22)")
    small.click(small.one("#theme"))
    assert small.one("#theme").text == "Colours: as the system"


def test_a_snapshot_without_rows_says_so(driver: webdriver.Chrome, tmp_path: Path) -> None:
    page = written(driver, tmp_path, made(tmp_path, {}))
    page.open()
    assert page.texts(".empty") == [
        "This snapshot holds no events.",
        "No event of this snapshot has a date.",
        "Nobody accuses anybody in this snapshot.",
        "No event of this snapshot has a place.",
        "There are none in this snapshot.",
        "No casualties are counted in this snapshot.",
        "There are none in this snapshot.",
        "Nothing was read yet.",
        "No checks are recorded in this snapshot.",
    ]


def test_a_snapshot_without_contested_events_says_so(driver: webdriver.Chrome, tmp_path: Path) -> None:
    tables = ledger("a1")
    tables["events"] = tables["events"].with_columns(is_disputed=pl.lit(False))
    page = written(driver, tmp_path, made(tmp_path, tables))
    page.open()
    assert page.texts("#contested .empty") == ["No event of this snapshot is contested."]


def test_published_text_shows_the_sentence_with_its_words_marked(driver: webdriver.Chrome, tmp_path: Path) -> None:
    text = "🕊 " + TEXT  # one character to Python, two to a browser
    tables = ledger("a1")
    tables["articles"] = tables["articles"].with_columns(text=pl.lit(text))

    def moved(span: str) -> pl.Expr:
        return pl.struct(start=pl.col(span).struct.field("start") + 2, end=pl.col(span).struct.field("end") + 2).alias(
            span
        )

    tables["mentions"] = tables["mentions"].with_columns(moved("sentence_span"), moved("trigger_span"))
    spans = pl.col("content_spans").list.eval(
        pl.struct(start=pl.element().struct.field("start") + 2, end=pl.element().struct.field("end") + 2)
    )
    tables["statements"] = tables["statements"].with_columns(moved("sentence_span"), moved("speaker_span"), spans)
    page = written(driver, tmp_path, made(tmp_path, tables, include_text=True))
    page.open("#event=e-a1")
    assert page.texts("#reader blockquote") == [TEXT[:66]]
    assert page.texts("#reader mark") == ["opened fire"]
    # What triggers the event stands within what is said, which it interrupts.
    assert page.texts("#reader .said") == ['"Sarand', '"']


def test_redacted_cells_say_so(driver: webdriver.Chrome, tmp_path: Path) -> None:
    order = {"table": "statements", "ids": ["s-a1"], "columns": ["content_text"], "reason": "a minor is named"}
    page = written(driver, tmp_path, made(tmp_path, ledger("a1"), redactions=[order]))
    page.open("#statement=s-a1")
    assert page.texts("#reader .redacted") == ["redacted"]
    assert "1 row of statements, content_text: a minor is named" in page.one("#checks").get_attribute("textContent")


def test_a_page_says_what_it_leaves_out(driver: webdriver.Chrome, tmp_path: Path) -> None:
    page = written(driver, tmp_path, made(tmp_path, world(400), {"most_statements": 100, "most_events": 20}))
    page.open()
    assert page.texts(".notice") == [
        "Of 33 events this page lists 20: those of contested events, and the newest. The charts count all.",
        "Of 400 statements this page lists 100: those of contested events, and the newest. The charts count all.",
    ]
    assert page.result("statements") == "100 statements"


@pytest.mark.timeout(600)
def test_fifty_thousand_statements_open_in_two_seconds(driver: webdriver.Chrome, tmp_path: Path) -> None:
    page = written(driver, tmp_path, made(tmp_path, world(50_000)))
    times = []
    # The clock also counts what others do on this machine: one good run of five shows what the page can do.
    while len(times) < 5 and min(times, default=2_000) >= 2_000:
        page.open()
        times.append(page.drawn())
    assert min(times) < 2_000, times
    assert page.result("statements") == "50,000 statements"
    page.field("statements", "Words").send_keys("post 49999 ")
    page.wait(lambda: page.result("statements") == "1 of 50,000 statements match")


def test_retired_ids_lead_to_what_stands_for_them(driver: webdriver.Chrome, tmp_path: Path) -> None:
    gone = {"table_name": "events", "retired_id": "e-old", "replaced_by": "e-a1", "cause": "merge"}
    page = written(driver, tmp_path, made(tmp_path, ledger("a1") | {"retired_ids": rows("retired_ids", gone)}))
    page.open("#event=e-old")
    assert "retired (merge); it is now e-a1" in page.one("#reader").text
    page.click(page.one("#reader a"))
    page.wait(lambda: page.one("#reader h2").text.startswith("Assault"))
