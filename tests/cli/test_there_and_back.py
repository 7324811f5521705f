"""Exported by the program, handed back to it: nothing changed does nothing, filled in it is done."""

from pathlib import Path

import pytest

from tests.cli.conftest import Duban
from tests.cli.test_handing_back import FIRST, HEAD, SECOND, THIRD, three_problems, to_rectifying

__all__ = ["three_problems"]


@pytest.mark.parametrize("table", ["L1", "L2", "L7", "ledger"])
@pytest.mark.parametrize("in_full", [(), ("--unmasked", "--purpose", "填报上报", "--as", "孙三")])
def test_an_exported_table_handed_back_as_it_is_changes_nothing(
    three_problems: Duban, tmp_path: Path, table: str, in_full: tuple[str, ...]
) -> None:
    to_rectifying(three_problems, FIRST)
    three_problems("do", "报告整改进展", "text=已开工，户主1家在场", "--case", FIRST, "--as", "周五")
    three_problems("do", "不认领", "reason=不属本辖区", "statement=在邻镇", "--case", SECOND, *HEAD)
    three_problems("do", "认领", "leader=赵一", "person=周五", "--case", THIRD, *HEAD)
    out = tmp_path / "out.xlsx"
    exported = ("export", table, "--out", out, "--campaign", "xiaoxian_2022", "--unit", "甲镇", "--round-trip")
    assert three_problems(*exported, *in_full).code == 0
    before = three_problems.store()
    said = three_problems("import-back", out, *HEAD, "--confirm", "--json")
    assert (said.code, said.json["rows"], said.json["unchanged"]) == (0, [], 0 if table == "L2" else 3)
    assert three_problems.store() == before
