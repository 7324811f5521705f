"""Which files are mutated, and which tests must mind."""

from __future__ import annotations

from tests.requirements.rows import ROOT

AUTHORITY = ("domain/authority.py", "domain/permitting.py", "domain/separation.py")
FILES = (
    "domain/obligations.py",
    "domain/calendar.py",
    "domain/periods.py",
    *AUTHORITY,
    *sorted(str(file.relative_to(ROOT)) for file in (ROOT / "domain" / "problem").glob("[a-z]*.py")),
)
TESTS = ("tests/authority", "tests/calendar", "tests/problem", "tests/supervision_paper")

OF_OTHER_KINDS = ("tests/archive", "tests/campaign", "tests/monitoring_case", "tests/referral")
"""Authority and separation of duties are also those of the other kinds of case."""

RANDOM_WALKS = (
    "tests/problem/test_walk.py",
    "tests/problem/test_likeness.py",
    "tests/supervision_paper/test_walk.py",
)
"""What only hypothesis finds on its way is no rule that a test states."""

MATRIX = "tests/authority/test_matrix.py"
"""It takes three quarters of the time of all tests: only what it is there for is tried on it."""

OPTIONS = (
    *("-x", "-s", "-p", "no:randomly", "-p", "no:cacheprovider", "-p", "no:terminal"),
    *("-o", "addopts=--import-mode=importlib"),
)


def without(file: str = "") -> tuple[str, ...]:
    """The tests that are left out for a mutant of this file."""
    left_out = RANDOM_WALKS if file in AUTHORITY else (*RANDOM_WALKS, MATRIX)
    return tuple(f"--ignore={test}" for test in left_out)
