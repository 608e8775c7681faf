"""Nothing is installed whose licence was not looked at; the GPL is refused."""

import pytest

from tests.licences import HELD, is_borne, listed


def test_every_licence_is_borne():
    found = listed()
    assert len(found) > 150
    assert [(name, licence) for name, _, licence in found if not is_borne(licence)] == []


def test_every_licence_that_is_allowed_is_used_and_has_a_reason():
    used = " ".join(licence for _, _, licence in listed())
    assert [name for name in HELD["allowed"] if name not in used] == []
    assert all(HELD["allowed"].values())


@pytest.mark.parametrize(
    ("expression", "borne"),
    [
        ("MIT", True),
        ("GPL-3.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("MIT AND GPL-2.0-only", False),
        ("MIT OR GPL-2.0-only", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("MIT AND (GPL-2.0-only OR LGPL-2.1-only)", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_what_is_borne(expression, borne):
    assert is_borne(expression) is borne
