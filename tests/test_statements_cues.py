"""The cue lexicon holds known codes only, and refuses what it does not know."""

from pathlib import Path

import pytest

from transforms.statements import cues


def test_every_core_verb_of_accusing_is_there() -> None:
    lexicon = cues.load_cues()
    assert lexicon["accuse", "VERB"]["obj"].act == "accuse"
    assert lexicon["claim", "VERB"]["that"].stance == "distancing"
    assert lexicon["call", "VERB"]["for"].act == "call_for"
    assert lexicon["think", "VERB"]["that"].kind == "belief"


@pytest.mark.parametrize(
    "line",
    [
        "mumble,verb,speech,mumble,neutral,that",
        "mumble,verb,speech,assert,sarcastic,that",
        "mumble,adverb,speech,assert,neutral,that",
        "mumble,verb,noise,assert,neutral,that",
        "mumble,verb,speech,assert,neutral,",
    ],
)
def test_an_unknown_code_is_refused(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(line, "cues.csv:2", tmp_path, monkeypatch)


def test_a_frame_given_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "mumble,verb,speech,assert,neutral,that\nmumble,verb,topic,assert,neutral,that"
    refused(line, "has the frame that already", tmp_path, monkeypatch)


def refused(line: str, message: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "cues.csv").write_text(f"lemma,part,kind,act,stance,frames\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(cues, "files", lambda package: folder)
    with pytest.raises(ValueError, match=message):
        cues.load_cues.__wrapped__()
