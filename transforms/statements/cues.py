"""The cue lexicon: for each verb, noun or adjective that attributes, in which frames, as what act, with what stance.

`cues.csv` is the lexicon, one cue a line: ``lemma``, ``part`` (verb, noun, adj), ``kind``, ``act`` and ``stance`` (codes of
`SPEECH_ACTS` and `CUE_STANCES`), ``frames`` (names of `transforms.statements.frames`). Kinds: ``speech`` for what is
uttered; ``belief`` and ``intention`` for what the reporter says somebody thinks or means to do; ``finding`` for what a
document, poll or event shows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.codes import CUE_STANCES, SPEECH_ACTS

PARTS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adj": ("ADJ",)}
KINDS = ("speech", "belief", "intention", "finding")


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
        return self.kind == "speech" and "that" in self.frames


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
