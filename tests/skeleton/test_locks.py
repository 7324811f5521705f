"""The locks name every dependency with its hashes, and no address: whence packages come is the machine's business."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(name: str) -> dict[str, str]:
    """Package -> version, for each pin of the lock."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", lock(name), re.MULTILINE)
    return {canonicalize_name(package): version for package, version in pins}


def declared(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    optional = project["project"]["optional-dependencies"]
    texts = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    return [Requirement(text) for text in texts + [text for extra in extras for text in optional[extra]]]


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("address", ["://", "--find-links", "--index", "file:", " @ "])
def test_a_lock_names_no_address(name: str, address: str) -> None:
    assert address not in lock(name)


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    pins = re.split(r"^(?=\S)", lock(name), flags=re.MULTILINE)[1:]
    assert pins
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize(
    ("name", "extras"), [("requirements.txt", ("build",)), ("requirements-dev.txt", ("build", "dev"))]
)
def test_every_declared_dependency_is_pinned_within_its_bounds(name: str, extras: tuple[str, ...]) -> None:
    pins = pinned(name)
    for requirement in declared(*extras):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {name}: run `make lock`"
        assert requirement.specifier.contains(version), f"{requirement} is locked as {version}: run `make lock`"


def test_development_runs_on_the_very_versions_that_are_delivered() -> None:
    development = pinned("requirements-dev.txt")
    assert {package: development.get(package) for package in pinned("requirements.txt")} == pinned("requirements.txt")
