"""The run says how many tests each database passed, and none of PostgreSQL's may be left out."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LEFT_OUT = """
import pytest

@pytest.mark.postgres
def test_it():
    pytest.skip("no server here")
"""
PASSED = """
import pytest

@pytest.mark.postgres
def test_it(): pass

@pytest.mark.sqlite
def test_that(): pytest.skip("not today")
"""


def run_of(tests: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:randomly", "--rootdir", str(folder)]
    return subprocess.run(
        [*command, "-c", "/dev/null", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_skipped_test_of_postgresql_is_a_failure(tmp_path: Path) -> None:
    ended = run_of(LEFT_OUT, tmp_path)
    assert ended.returncode == 1
    assert "a PostgreSQL test was skipped" in ended.stdout


def test_the_run_tells_the_tests_of_each_database(tmp_path: Path) -> None:
    ended = run_of(PASSED, tmp_path)
    assert ended.returncode == 0, ended.stdout
    assert "0 tests passed on sqlite, 1 tests passed on postgres" in ended.stdout
