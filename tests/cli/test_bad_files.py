"""Every bad file, given to the command itself and confirmed: a refusal, and not a byte of the store changes."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Duban
from tests.importing.bad_files import corpus
from tests.importing.bad_kinds import BadFile, as_filled, as_people

LEDGER = ("--campaign", "xiaoxian_2022", "--as", "孙三")


WRONG_READING = "读法不对"
"""Of a good file: the command tells plans from ledgers by itself."""


def command(bad: BadFile, path: Path) -> tuple[object, ...]:
    if bad.read is as_filled:
        return "import-back", path, "--as", "孙三"
    return ("import-people", path) if bad.read is as_people else ("import", path, *LEDGER)


def test_a_bad_file_changes_nothing_in_the_store(office: Duban, tmp_path: Path) -> None:
    before = office.store()
    files = [bad for bad in corpus() if bad.kind != WRONG_READING]
    assert len(files) >= 200
    for number, bad in enumerate(files):
        folder = tmp_path / str(number)
        folder.mkdir()
        bad.make(folder / bad.name)
        said = office(*command(bad, folder / bad.name), "--confirm")
        assert (said.code, said.out) == (2, ""), f"{bad.kind} {bad.name}"
        assert said.err.startswith("✗ "), f"{bad.kind} {bad.name}"
        assert office.store() == before, f"{bad.kind} {bad.name}"
