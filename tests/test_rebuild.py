"""A warehouse is not exchanged for an empty one."""

from datetime import UTC, datetime

import pytest

from flows.rebuild import RebuildError, rebuild
from warehouse.database import FILE


def test_without_an_archive_that_tells_anything_nothing_is_touched(tmp_path):
    (tmp_path / FILE).write_bytes(b"damaged")
    with pytest.raises(RebuildError, match="tells of no fetch"):
        rebuild(tmp_path, datetime(2026, 11, 24, tzinfo=UTC))
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert (tmp_path / FILE).read_bytes() == b"damaged"
