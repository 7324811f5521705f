"""The wheel, built without the network, holds the four packages, the command and the packs."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
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


@pytest.fixture(scope="module")
def installed(wheel: ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment outside the checkout with the wheel in it; the libraries are lent by this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=True)
    [lent] = [path for path in sys.path if path.endswith("site-packages")]
    [site] = folder.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(lent)
    (folder / "bin" / "temporal").symlink_to(Path(sys.executable).with_name("temporal"))
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel.filename]
    subprocess.run([str(part) for part in command], check=True, cwd=folder)
    return folder


def test_installed_elsewhere_it_finds_its_packs_and_migrations(installed: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DUBAN_DATA": str(installed / "data"), "LANG": "C.UTF-8"}
    command = [str(installed / "bin" / "duban"), "doctor", "--json"]
    examined = subprocess.run(command, cwd=installed, env=environment, capture_output=True, text=True, check=False)
    found = {each["subject"]: each for each in json.loads(examined.stdout)}
    assert examined.returncode == 1, examined.stdout + examined.stderr  # nothing runs
    assert all(each["level"] != "fault" for each in found.values()), examined.stdout + examined.stderr
    assert "heyuan_2018" in found["规则包"]["state"]
    where = [str(installed / "bin" / "python"), "-c", "import adapters; print(adapters.__file__)"]
    place = subprocess.run(where, cwd=installed, env=environment, capture_output=True, text=True, check=True).stdout
    assert place.startswith(str(installed))
