"""The tree is the one that the design fixes, and no file in it says where it was made or whom to call."""

import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

ROOT = Path(__file__).parents[2]

FOLDERS = ("domain", "workflows", "projections", "adapters", "tests", "packs", "docs", "bench")
FILES = ("pyproject.toml", "README.md", "Makefile", "CHANGELOG.md", ".ci/run")

FORBIDDEN = {
    # each pattern is written so that it does not match its own text
    "a private path": r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)\b|\.\./share[d]\b",
    "a package registry": r"pyp[i][.]org|pythonhoste[d]|npmj[s]|/simpl[e]/|mirror[s]?[.]\w+[.](?:com|cn|org|edu)",
    "a mainland mobile number": r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![0-9A-Za-z])",
    "an e-mail address outside the example domains": (
        r"[\w.+-]+@(?!(?:[\w-]+\.)*(?:example\.(?:com|org|net)|example|invalid|test)\b)(?:[\w-]+\.)+[A-Za-z]{2,}\b"
    ),
}


def kept_files() -> list[Path]:
    """What git tracks, or would track at the next commit."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts_of(path: Path) -> Iterator[str]:
    """The file as text; of a workbook, a document or another archive, its members but databases."""
    if path.name.endswith(".tar.xz"):
        with tarfile.open(path) as archive:
            members = (archive.extractfile(one) for one in archive if not one.name.endswith(".sqlite3"))
            yield from (member.read().decode(errors="ignore") for member in members if member is not None)
    elif is_zipfile(path):
        with ZipFile(path) as archive:
            yield from (archive.read(member).decode(errors="ignore") for member in archive.namelist())
    else:
        yield path.read_bytes().decode(errors="ignore")


def findings(kind: str, text: str) -> list[str]:
    return [found[0] for found in re.finditer(FORBIDDEN[kind], text)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folders_of_the_design_are_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize("file", FILES)
def test_the_files_of_the_design_are_there(file: str) -> None:
    assert (ROOT / file).is_file()


@pytest.mark.requirement("X-12")
@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_kept_file_contains(kind: str) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {finding}"
        for path in kept_files()
        for text in texts_of(path)
        for finding in findings(kind, text)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("a private path", "/" + "work/main"),
        ("a private path", "see ../" + "shared/notes"),
        ("a private path", "/" + "home/someone"),
        ("a package registry", "https://" + "pypi" + ".org/project"),
        ("a mainland mobile number", "电话：138" + "00138000。"),
        ("a mainland mobile number", "+86 138-" + "0013-8000"),
        ("an e-mail address outside the example domains", "clerk" + "@town.gov.cn"),
    ],
)
def test_the_search_finds(kind: str, text: str) -> None:
    assert findings(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("a private path", "the homework / worker of a framework/work"),
        ("a mainland mobile number", "sha256:ab13800138000cd, 1664323200000, 0.13800138000"),
        ("an e-mail address outside the example domains", "clerk@example.com, duban@127.0.0.1, @workflow.defn"),
    ],
)
def test_the_search_leaves_alone(kind: str, text: str) -> None:
    assert findings(kind, text) == []
