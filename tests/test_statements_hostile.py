"""Whatever the words and marks, and in whatever order: rows fit their table and spans are verbatim."""

import random
from datetime import date

import pytest

from tests.statements.forms import cases
from transforms.actors import load_actors
from transforms.coreference import Referents
from transforms.language.reader import load_reader
from transforms.language.repair import repaired
from transforms.schema import frame
from transforms.statements import find_statements
from transforms.tables import TABLES

MARKS = ["“", "”", '"', "'", ":", "—", "\n\n", "said", "he", "according", "to", "each", "other", "no", "comment"]
FIXED = ["", '"', "“", "said", "he said", "said:", "according to", ":", "— A", "“x” —", "A: “", "\n\n", "no comment"]


@pytest.mark.slow
def test_shuffled_words_make_sound_rows() -> None:
    shuffler = random.Random(5)
    words = [word for case in cases() for word in case["text"].split()] + 30 * MARKS
    texts = FIXED + [" ".join(shuffler.choices(words, k=shuffler.randint(1, 60))) for _ in range(80)]
    for text in texts:
        document = repaired(load_reader().read([text])[0])
        referents = Referents(document, load_actors(), None)
        rows = find_statements(document, referents, article_id="a", published=date(2024, 1, 1), scope="attributions")
        assert frame(TABLES["statements"], rows).height == len(rows)
        for row in rows:
            cut = [text[span["start"] : span["end"]] for span in row["content_spans"]]
            assert cut == row["content_text"] and all(piece.strip() for piece in cut)
