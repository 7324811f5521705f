"""The wheel, built without the network, holds the four packages, the command and the packs."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "workflows", "projections", "adapters")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
METADATA = f"duban-{VERSION}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    source = tmp_path_factory.mktemp("source")
    for folder in (*PACKAGES, "packs"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", ".gitignore"):
        shutil.copy(ROOT / file, source / file)
    out = source / "out"
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    (built,) = out.glob("duban-*.whl")
    return ZipFile(built)


def files_below(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def test_every_pack_is_inside(wheel: ZipFile) -> None:
    inside = {name.removeprefix("adapters/_packs/") for name in wheel.namelist() if "/_packs/" in name}
    assert "calendar/2023.yaml" in inside
    assert inside == files_below(ROOT / "packs")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_is_inside(wheel: ZipFile, package: str) -> None:
    assert {f"{package}/{name}" for name in files_below(ROOT / package)} <= set(wheel.namelist())


def test_nothing_else_is_inside(wheel: ZipFile) -> None:
    assert {name.split("/")[0] for name in wheel.namelist()} == {*PACKAGES, METADATA}


def test_the_command_is_declared(wheel: ZipFile) -> None:
    assert "duban = adapters.cli.main:run" in wheel.read(f"{METADATA}/entry_points.txt").decode()
