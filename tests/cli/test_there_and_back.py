"""Exported by the program, handed back to it: nothing changed does nothing, filled in it is done."""

from pathlib import Path

import pytest

from adapters.packs import packs_folder
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


SCENARIOS = (
    "assessment_2020/scenarios/s11_fourteen_villages",
    "haogou_2023/scenarios/s12_mandatory_referral",
    "heyuan_2018/scenarios/s9_extension_asked_too_late",
    "qijia_2021/scenarios/s3_three_layers",
    "xiaoxian_2022/scenarios/s6_claim_refused",
)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_ledgers_of_a_scenario_handed_back_as_they_are_change_nothing(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    """Of each pack: problems that are refused, extended, handed in, referred, closed."""
    folder = tmp_path / "played"
    assert duban("play", packs_folder() / f"{scenario}.yaml", "--into", folder).code == 0
    monkeypatch.setenv("DUBAN_DATA", str(folder))
    played = Duban(folder, duban.capsys)
    campaign, _, _ = scenario.partition("/")
    lines = played("ledger", "--campaign", campaign, "--json").json["lines"]
    leader = next(line["leader"] for line in lines if line["leader"])
    before = played.store()
    for table in ("L1", "L2", "L7", "ledger"):
        out = tmp_path / f"{table}.xlsx"
        assert played("export", table, "--campaign", campaign, "--round-trip", "--out", out).code == 0
        said = played("import-back", out, "--as", leader, "--confirm", "--json")
        assert (said.code, said.json["rows"]) == (0, [])
    assert said.json["unchanged"] == len(lines)
    assert played.store() == before
