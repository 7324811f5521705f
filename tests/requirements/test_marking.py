"""The marker: collected with its tests, refused when it names no row."""

from pathlib import Path
from subprocess import CompletedProcess

import msgspec
import pytest

from tests.requirements.collecting import OPTION
from tests.requirements.rows import ROOT
from tests.requirements.shown import pytest_in

CONFTEST = "from tests.conftest import pytest_collection_modifyitems\n"
MARKED = """
import pytest

pytestmark = pytest.mark.requirement("X-01")

@pytest.mark.requirement("R000-07", "R002-26")
@pytest.mark.parametrize("case", [1, 2])
def test_of_two_cases(case):
    pass

@pytest.mark.requirement("R000-07")
class TestTogether:
    def test_in_a_class(self):
        pass
"""

WRONGLY_MARKED = """
import pytest

@pytest.mark.requirement("R000-99")
def test_of_an_unknown_row():
    pass

@pytest.mark.requirement("R000-07", "r000-08")
def test_of_a_misspelt_row():
    pass

@pytest.mark.requirement
def test_of_no_row():
    pass
"""


def collected(folder: Path, source: str) -> CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_marked.py").write_text(source, encoding="utf-8")
    plugin = ("-p", "tests.requirements.collecting", OPTION, str(folder / "shown.json"))
    settings = ("-c", str(ROOT / "pyproject.toml"), f"--rootdir={folder}")
    return pytest_in(ROOT, "--collect-only", *settings, *plugin, str(folder))


def test_markers_of_functions_classes_and_modules_are_collected_with_their_cases(tmp_path: Path) -> None:
    run = collected(tmp_path, MARKED)
    assert run.returncode == 0, run.stdout
    assert "PytestUnknownMarkWarning" not in run.stdout, "pyproject.toml registers the marker"
    two_cases, in_a_class = "test_marked.py::test_of_two_cases", "test_marked.py::TestTogether::test_in_a_class"
    assert msgspec.json.decode((tmp_path / "shown.json").read_bytes()) == {
        "X-01": {two_cases: 2, in_a_class: 1},
        "R000-07": {two_cases: 2, in_a_class: 1},
        "R002-26": {two_cases: 2},
    }


def test_markers_for_rows_that_are_not_there_are_refused_at_collection(tmp_path: Path) -> None:
    run = collected(tmp_path, WRONGLY_MARKED)
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    said = run.stdout + run.stderr
    assert "test_marked.py::test_of_an_unknown_row: docs/requirements.yaml has no row 'R000-99'" in said
    assert "test_marked.py::test_of_a_misspelt_row: docs/requirements.yaml has no row 'r000-08'" in said
    assert "test_marked.py::test_of_no_row: the marker names no row of docs/requirements.yaml" in said
    assert "no row 'R000-07'" not in said
