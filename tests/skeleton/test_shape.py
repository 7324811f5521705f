"""The shape of the code that the design asks for: what the domain may import, and how long a function may be."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "workflows", "projections", "adapters")
SCREEN = 60
"""Lines."""

KNOWN_TO_THE_DOMAIN = {"domain", "eventsourcing", "msgspec", *sys.stdlib_module_names}


def modules(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def test_the_domain_imports_the_standard_library_eventsourcing_and_msgspec_only() -> None:
    strangers = {
        f"{path}: {name}"
        for path, module in modules("domain")
        for name in imported(module)
        if name.partition(".")[0] not in KNOWN_TO_THE_DOMAIN
    }
    assert strangers == set()


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = {
        f"{path}: {node.name}"
        for path, module in modules(*PACKAGES)
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= SCREEN
    }
    assert too_long == set()
