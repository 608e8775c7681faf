"""Words as the network sees them: WordPiece numbers and the shape of the letters.

The vocabulary is uncased, so that a headline in capitals reads as any other; what the case says is kept apart, as a shape.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from tokenizers import Tokenizer

UNKNOWN, CLS, SEP, MASK = 100, 101, 102, 103
# A word of more pieces is a web address or noise, and its first pieces say so.
MOST_PIECES = 8
# Characters of a word that are looked at: WordPiece is quadratic in the length of a word.
MOST_CHARACTERS = 64

LOWER, TITLE, UPPER, CAPITAL, MIXED, NUMBER, MARK, CASELESS, DOTTED, EDGE = range(10)
SHAPES = 10


def shape(word: str) -> int:
    """Return the shape of ``word``: the closed list above, EDGE being kept for what stands around the words."""
    letters = [letter for letter in word[:MOST_CHARACTERS] if letter.isalpha()]
    if any(letter.isdigit() for letter in word[:MOST_CHARACTERS]):
        return NUMBER
    if not letters:
        return MARK
    if all(unicodedata.category(letter) not in ("Lu", "Ll", "Lt") for letter in letters):
        return CASELESS
    if all(letter.islower() for letter in letters):
        return LOWER
    if "." in word[1:] and all(letter.isupper() for letter in letters):
        return DOTTED
    if len(letters) == 1:
        return CAPITAL
    if all(letter.isupper() for letter in letters):
        return UPPER
    if letters[0].isupper() and all(letter.islower() for letter in letters[1:]):
        return TITLE
    return MIXED


class Pieces:
    """Looks words up in a WordPiece vocabulary; words seen before cost a dictionary access."""

    def __init__(self, vocabulary: str) -> None:
        """Take the JSON of a tokenizer as the library ``tokenizers`` writes it."""
        tokenizer = Tokenizer.from_str(vocabulary)
        tokenizer.no_truncation()
        tokenizer.no_padding()

        # News repeats itself: 65,536 words hold nearly all that is met, in some 10 MB.
        @lru_cache(maxsize=65_536)
        def look_up(word: str) -> tuple[tuple[int, ...], int]:
            # Half a surrogate pair is a character to Python and none to the tokenizer.
            sound = word[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
            numbers = tokenizer.encode(sound, add_special_tokens=False).ids[:MOST_PIECES]
            return tuple(numbers) or (UNKNOWN,), shape(word)

        self._look_up = look_up

    def __call__(self, word: str) -> tuple[tuple[int, ...], int]:
        """Return the piece numbers of ``word``, one at least, and its shape."""
        return self._look_up(word)
