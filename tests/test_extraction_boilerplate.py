"""Which lines are not the article's own, and which look like it and are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extraction.boilerplate import classify, find_boilerplate, separate
from transforms.extraction.dateline import dateline
from transforms.extraction.facts import read

TITLE = "Two hurt as pass road reopens after landslide"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Read also: Ferry fares to rise in spring", "teaser"),
        ("READ NEXT", "teaser"),
        ("[Related: What the ministry said last year]", "teaser"),
        ("Lesen Sie auch: Die Fähre wird teurer", "teaser"),
        ("À lire aussi", "teaser"),
        ("Te puede interesar", "teaser"),
        ("Leggi anche: Il traghetto costa di più", "teaser"),
        ("Leia também", "teaser"),
        ("Читайте также: Паром подорожает", "teaser"),
        ("Читайте також", "teaser"),
        ("İlgili haberler", "teaser"),
        ("Oxşar xəbərlər", "teaser"),
        ("Կարդացեք նաև", "teaser"),
        ("اقرأ أيضا: ارتفاع أسعار العبارات", "teaser"),
        ("Photo: Some Body/Agency", "photo_credit"),
        ("The road on Monday. Foto: Some Body", "photo_credit"),
        ("Lorries wait at the pass. (AP Photo/Some Body)", "photo_credit"),
        ("Фото: Агентство", "photo_credit"),
        ("Sign up for our newsletter here", "newsletter"),
        ("Подписывайтесь на наш канал", "newsletter"),
        ("Bizi izləyin: kanalımıza abunə olun", "newsletter"),
        ("We use cookies to make this site better.", "consent"),
        ("Leave a comment", "comments"),
        ("Your email address will not be published.", "comments"),
        ("Follow our reporter on Twitter: @somebody", "social"),
        ("Share this article", "social"),
        ("Dieser Artikel ist für Abonnenten.", "subscription"),
        ("© 2026 Some House", "copyright"),
        ("Все права защищены.", "copyright"),
        ("(Reporting by Some Body; editing by Any Body)", "source_note"),
        ("Quelle: dpa", "source_note"),
        ("(dpa)", "source_note"),
        ("This post contains affiliate links.", "disclosure"),
        ("Advertisement", "disclosure"),
        ("Home > World > Caucasus", "breadcrumb"),
        (TITLE, "headline"),
        ("Caucasus: " + TITLE, "headline"),
        ("By Anna Berg", "byline"),
        ("Anna Berg, Yerevan", "byline"),
        (
            "Anna Berg is a correspondent of this newspaper in Yerevan and writes about the South Caucasus.",
            "author_note",
        ),
        ("Anna Berg ist Reporterin für den Südkaukasus.", "author_note"),
        ("Von Karl Stein und Eva Lang", "byline"),
        ("20 November 2026, 14:30", "timestamp"),
        ("20.11.2026 | 14:30", "timestamp"),
    ],
)
def test_a_line_that_is_not_the_articles_own(line: str, kind: str):
    assert classify(line, [TITLE], ["Anna Berg"]) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Two people were hurt, the ministry said on Monday.",
        "Photographs of the road show that it was cut in three places.",
        "Related companies must report the sale to the tax office by June.",
        "The opposition asked readers to subscribe to a petition, and 4,000 did.",
        "By Monday evening the road was open again.",
        "Von Montag an gilt der neue Fahrplan.",
        "По теме переговоров стороны не договорились.",
        "Telegram-канал администрации сообщил о двух раненых.",
        "Anna Berg, who teaches law in Yerevan, says that the contract was never published and should be.",
        "Anna Berg, a reporter of this newspaper, saw how the first lorry crossed the bridge, and so did others.",
        "In 2020 the two sides agreed to a ceasefire.",
        '"Read the treaty," the minister told reporters.',
        "Demonstranten sagten: Dieser Zaun muss weg.",
        "Also on Monday the two ministers spoke by telephone, both sides said.",
        "Fotos von der Unfallstelle zeigen, dass die Straße an drei Stellen gebrochen ist, sagte der Minister.",
        "El ministerio no estuvo disponible para comentar la noticia.",
        "Депутаты обещали поддержать проект закона.",
        "اشترك في المؤتمر وزراء من عشر دول.",
        "She announced on Twitter at noon that she would resign.",
        "The four newsletters that the party sends out cost it a tenth of its income.",
        "Foto dı bir şey: çalışma sürüyor ve herkes bekliyor, dedi bakan.",
        "Thousands follow the preacher on Facebook, police said.",
    ],
)
def test_a_sentence_stays(line: str):
    assert classify(line, [TITLE], ["Anna Berg"]) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("BAKU, Nov 20 (Reuters) - The ministry said on Friday that", "BAKU, Nov 20 (Reuters) - "),
        ("WASHINGTON (AP) — The president said on Friday that the", "WASHINGTON (AP) — "),
        ("Berlin (dpa) - Die Regierung hat am Freitag entschieden", "Berlin (dpa) - "),
        ("ЕРЕВАН, 20 ноя – РИА Новости. Министр заявил в пятницу", "ЕРЕВАН, 20 ноя – РИА Новости. "),
        ("Bakı, 20 noyabr, AZƏRTAC – Nazir cümə günü bildirib ki", "Bakı, 20 noyabr, AZƏRTAC – "),
        ("Tbilisi, 20 November - The parliament voted on Friday to", "Tbilisi, 20 November - "),
        ("GOMA/KINSHASA, Nov 20 (Some Wire) - The army said on Friday", "GOMA/KINSHASA, Nov 20 (Some Wire) - "),
        ("SOTK, 20 November. The first shell fell before midnight", "SOTK, 20 November. "),
        ("Baku, November 20, SOMEWIRE", "Baku, November 20, SOMEWIRE"),
        ("NATO. That was the only word on the paper he held up", None),
        ("GENEVA: The two sides met again on Friday to speak about", "GENEVA: "),
        ("Tbilisi - a city of a million - was quiet on Friday night", None),
        ("The minister, 43 - a lawyer - was quiet on Friday night", None),
        ("On 20 November the two sides met again to speak about", None),
    ],
)
def test_a_dateline_is_place_with_agency_or_day_or_capitals(line: str, expected: str | None):
    assert dateline(line) == expected


def test_plain_text_keeps_its_letters_and_gets_spans():
    text = (
        f"{TITLE}\n\nPhoto: Some Body/Stock\n\nTwo drivers were hurt on Monday, the ministry said.\n\n"
        f"The road had been closed since March.\n\nAna səhifəFeatured{TITLE}"
    )
    found = find_boilerplate(text)

    assert [(text[start:end], kind) for start, end, kind in found] == [
        (TITLE, "headline"),
        ("Photo: Some Body/Stock", "photo_credit"),
        (f"Ana səhifəFeatured{TITLE}", "breadcrumb"),
    ]


def test_a_breadcrumb_is_cut_off_the_line_it_is_glued_to():
    lines = [
        "NEW YORK (AP) — Two drivers were hurt on Monday, the ministry said.",
        f"The road had been closed since March. HomeWorld{TITLE}",
    ]
    kept, dropped, place = separate(lines, [TITLE], [])

    assert kept == ["Two drivers were hurt on Monday, the ministry said.", "The road had been closed since March."]
    assert dropped == [(f"HomeWorld{TITLE}", "breadcrumb")]
    assert place == "NEW YORK (AP)"


def test_the_section_above_the_text_is_a_breadcrumb():
    kept, dropped, _ = separate(["World · Live", "The road is open again.", "World"], [], [], ["world"])

    assert dropped == [("World · Live", "breadcrumb"), ("World", "breadcrumb")]
    assert kept == ["The road is open again."]


@given(st.text(max_size=300), st.none() | st.text(max_size=30))
def test_spans_are_in_order_and_inside_the_text(text: str, title: str | None):
    found = find_boilerplate(text, title=title)

    assert all(0 <= start < end <= len(text) for start, end, _ in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_a_word_list_with_an_unknown_key_is_refused():
    with pytest.raises(ValueError, match=r"kinds\.toml: keys"):
        read("kinds.toml", ("video",))
