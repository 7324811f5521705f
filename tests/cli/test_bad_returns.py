"""Every ledger that came back in a bad state, confirmed: nothing breaks, nothing of it is done, not even in part."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from adapters.data_folder import DataFolder
from adapters.event_store.opening import open_in_folder
from tests.cli.conftest import Duban
from tests.cli.test_handing_back import exported, three_problems
from tests.importing.bad_round_trips import corpus

__all__ = ["exported", "three_problems"]


def last_event(duban: Duban) -> int | None:
    with open_in_folder(DataFolder.open(duban.folder)) as store:
        return store.recorder.max_notification_id()


@pytest.mark.long
def test_of_a_bad_return_nothing_is_done(three_problems: Duban, exported: Path) -> None:
    before = last_event(three_problems)
    files = corpus()
    assert len(files) >= 100
    assert max(Counter(bad.kind for bad in files).values()) <= 25
    for number, bad in enumerate(files):
        what = f"{number} {bad.kind}"
        said = three_problems("import-back", bad.make(exported), "--as", bad.person, "--confirm", "--json")
        assert said.code in (1, 2), what
        assert said.err.startswith("✗ ") if said.code == 2 else said.json["rows"], what
        if said.code == 1:
            assert {row["result"] for row in said.json["rows"]} == {"被拒绝"}, what
            assert all("!" in "".join(row["messages"]) for row in said.json["rows"]), what
        assert last_event(three_problems) == before, what
