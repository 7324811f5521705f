"""At least 200 bad files of at least 20 kinds, none more than 15 times, each with the refusal that it has to get.

The files are generated (bad_kinds.py), so nothing dangerous lies in the repository. `python -m
tests.importing.bad_files` reads every one through the product's own readers and prints a table: kind, count, code,
peak memory above what the process held before, seconds.
"""

import ctypes
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from rich.console import Console
from rich.table import Table

from adapters.importing import ImportRefused
from tests.importing.bad_kinds import KINDS, BadFile


class Outcome(msgspec.Struct, frozen=True):
    """What reading one bad file came to. `code` is "read" when it was not refused; memory in bytes."""

    bad: BadFile
    code: str
    message: str
    peak: int
    seconds: float


def corpus() -> list[BadFile]:
    """Every bad file, by kind."""
    return [bad for kind in KINDS for bad in kind()]


def read_all() -> list[Outcome]:
    """Make and read every bad file, each in a folder of its own."""
    outcomes = []
    for bad in corpus():
        with TemporaryDirectory() as folder:
            outcomes.append(_outcome(bad, Path(folder) / bad.name))
    return outcomes


def _outcome(bad: BadFile, path: Path) -> Outcome:
    bad.make(path)
    before = _contents(path)
    measure = Measure()
    code, message = "read", ""
    try:
        bad.read(path)
    except ImportRefused as error:
        code, message = error.code, str(error)
    peak, seconds = measure.peak_and_seconds()
    assert _contents(path) == before, "reading changed something"
    return Outcome(bad, code, message, peak, seconds)


def _contents(path: Path) -> list[tuple[str, int]]:
    return sorted((each.name, each.lstat().st_mtime_ns) for each in path.parent.iterdir())


class Measure:
    """The peak memory of this process, above what it held at the start, and the time since then (Linux, glibc)."""

    def __init__(self) -> None:
        ctypes.CDLL(None).malloc_trim(0)  # hand freed memory back, else it would hide what the reading takes
        Path("/proc/self/clear_refs").write_text("5")  # the recorded peak is now what the process holds
        self._resident = _status("VmRSS")
        self._begin = time.perf_counter()

    def peak_and_seconds(self) -> tuple[int, float]:
        return max(0, _status("VmHWM") - self._resident), time.perf_counter() - self._begin


def _status(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) * 1024


def print_table(outcomes: list[Outcome]) -> None:
    table = Table("类别", "个数", "拒绝码", "内存峰值 MB", "秒", title="坏文件")
    for kind in dict.fromkeys(each.bad.kind for each in outcomes):
        of_kind = [each for each in outcomes if each.bad.kind == kind]
        codes = "、".join(dict.fromkeys(each.code for each in of_kind))
        peak, seconds = max(each.peak for each in of_kind), sum(each.seconds for each in of_kind)
        table.add_row(kind, str(len(of_kind)), codes, f"{peak / 2**20:.0f}", f"{seconds:.2f}")
    Console(width=100).print(table)


def main() -> int:
    """Print the table; 0 if every file got the refusal expected of it."""
    outcomes = read_all()
    print_table(outcomes)
    wrong = [each for each in outcomes if each.code != each.bad.code]
    for each in wrong:
        print(f"{each.bad.kind} {each.bad.name}: 应为 {each.bad.code}，实为 {each.code} {each.message[:60]}")
    seconds = sum(each.seconds for each in outcomes)
    print(f"共 {len(outcomes)} 个，如期拒绝 {len(outcomes) - len(wrong)} 个，读取共 {seconds:.1f} 秒")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
