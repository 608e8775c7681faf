"""The cue lexicon: for each verb, noun or adjective that attributes, in which frames, as what act, with what stance.

`cues.csv` is the lexicon: ``lemma``, ``part`` (verb, noun, adj), ``kind``, ``act`` and ``stance`` (codes of `SPEECH_ACTS` and
`CUE_STANCES`), ``frames`` (names of `transforms.statements.frames`). A lemma has a line for each thing it does: who "recalled
that ..." said so, who "recalled the talks" only spoke about them. Kinds: ``speech`` for what is uttered; ``topic`` for what
was spoken about; ``belief`` and ``intention`` for what the reporter says somebody thinks or means to do; ``finding`` for what
a document, poll or event shows.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.codes import CUE_STANCES, SPEECH_ACTS

PARTS = {"verb": ("VERB", "AUX"), "noun": ("NOUN", "PROPN"), "adj": ("ADJ",)}
KINDS = ("speech", "topic", "belief", "intention", "finding")
QUOTABLE = ("that", "colon", "quote")
"""Frames of verbs that may stand beside a quotation."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a word does in some of its frames."""

    lemma: str
    part: str
    kind: str
    act: str
    stance: str


Lexicon = dict[tuple[str, str], dict[str, Cue]]


@cache
def load_cues() -> Lexicon:
    """Return the cue of each frame by lemma and UPOS; ValueError for a line with an unknown code or a frame given twice."""
    table = (files("transforms.statements") / "cues.csv").read_text(encoding="utf-8")
    cues: Lexicon = {}
    for number, row in enumerate(csv.DictReader(table.splitlines(), strict=True), 2):
        frames = row.pop("frames").split()
        cue = Cue(**row)
        known = cue.part in PARTS and cue.kind in KINDS and cue.act in SPEECH_ACTS and cue.stance in CUE_STANCES
        if not known or not frames:
            raise ValueError(f"cues.csv:{number}: {row}")
        for upos in PARTS[cue.part]:
            of_lemma = cues.setdefault((cue.lemma, upos), {})
            for frame in frames:
                if of_lemma.setdefault(frame, cue) is not cue:
                    raise ValueError(f"cues.csv:{number}: {cue.lemma} ({cue.part}) has the frame {frame} already")
    return cues


@cache
def load_utterances() -> Lexicon:
    """Return the part of the lexicon that can introduce something said."""
    return {
        word: frames
        for word, frames in load_cues().items()
        if any(cue.kind in ("speech", "topic") for cue in frames.values())
    }


def quoting(lemma: str) -> Cue | None:
    """Return the cue as which a verb may stand beside a quotation, None where it may not."""
    of_lemma = load_cues().get((lemma, "VERB"), {})
    cue = next((of_lemma[frame] for frame in QUOTABLE if frame in of_lemma), None)
    return cue if cue is not None and cue.kind == "speech" else None


def is_mental(lemma: str) -> bool:
    """Whether a verb tells what somebody has in mind, so that a quotation beside it is no utterance."""
    return any(cue.kind in ("belief", "intention") for cue in load_cues().get((lemma, "VERB"), {}).values())
