"""Names as anybody may see them."""

from __future__ import annotations

import pytest

from domain.sealing import mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王小明", "王**"), ("李四", "李**"), ("欧阳小明", "欧阳**"), ("诸葛亮", "诸葛**"), (" 王五 ", "王**"), ("", "")],
)
def test_a_name_shows_its_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked
