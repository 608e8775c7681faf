"""The cue lexicon: for each verb, noun or adjective that attributes, in which frames, as what act, with what stance.

`cues.csv` is the lexicon, one cue a line: ``lemma``, ``part`` (verb, noun, adj), ``kind``, ``act`` and ``stance`` (codes of
`SPEECH_ACTS` and `CUE_STANCES`), ``frames`` (names of `transforms.statements.frames`). Kinds: ``speech`` for what is
uttered; ``topic`` where only a clause or a quotation is an utterance and anything else but what it was about ("discussed",
"defended"); ``belief`` and ``intention`` for what the reporter says somebody thinks or means to do; ``finding`` for what a
document, poll or event shows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.codes import CUE_STANCES, SPEECH_ACTS

PARTS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adj": ("ADJ",)}
CLAUSAL = frozenset({"that", "wh", "colon", "around", "quote", "continued"})
KINDS = ("speech", "topic", "belief", "intention", "finding")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue; ``frames`` in which it attributes."""

    lemma: str
    part: str
    kind: str
    act: str
    stance: str
    frames: frozenset[str]

    @property
    def says(self) -> bool:
        """Whether it may stand beside a quotation: a verb of speech that takes a clause."""
        return self.kind in ("speech", "topic") and "that" in self.frames

    def utters(self, frame: str) -> bool:
        """Whether what it introduces in that frame is something said."""
        return self.kind == "speech" or (self.kind == "topic" and frame in CLAUSAL)


@cache
def load_cues() -> dict[tuple[str, str], Cue]:
    """Return the lexicon by lemma and UPOS; raises ValueError for a line with an unknown code or a cue given twice."""
    table = files("transforms.statements") / "cues.csv"
    cues: dict[tuple[str, str], Cue] = {}
    with table.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), 2):
            cue = Cue(**{**row, "frames": frozenset(row["frames"].split())})
            known = cue.part in PARTS and cue.kind in KINDS and cue.act in SPEECH_ACTS and cue.stance in CUE_STANCES
            if not known or not cue.frames:
                raise ValueError(f"cues.csv:{number}: {row}")
            for upos in PARTS[cue.part]:
                if cues.setdefault((cue.lemma, upos), cue) is not cue:
                    raise ValueError(f"cues.csv:{number}: {cue.lemma} ({cue.part}) is there already")
    return cues
