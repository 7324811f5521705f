"""履责情况追溯材料: readable and verifiable without Duban, masked by default, and never exported unnoticed."""

from __future__ import annotations

import json
import re
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.dossier import open_parcel
from adapters.dossier.parcel import chunks_of
from adapters.packs import load_packs, packs_folder, shipped_calendar
from domain.event_table import EVENTS
from domain.message.message import Message, MessageEvent
from domain.personal_numbers import without_personal_numbers
from domain.problem.problem import ProblemEvent
from domain.problem.rectifying import ReportProgress
from projections.trail import Trail, tell
from tests.dossier.conftest import CANARY, HOUSEHOLD, IDENTITY, NUMBER, TELEPHONE, Duban, Told, another, sha256
from tests.message.office import standing_at
from tests.privacy.test_canary import written_forms
from tests.problem.people import BYSTANDER, OFFICE, OTHER_HEAD, PERSON, TOWN
from tests.problem.story import instant

FOR = ("--as", OFFICE, "--purpose", "问责审查")


def exported(duban: Duban, out: Path, *words: object) -> dict[str, bytes]:
    """The files of a zip, by the standard library alone."""
    said = duban("dossier", NUMBER, "--out", out, *FOR, *words)
    assert said.code == 0, said.err
    return unpacked(out)


def unpacked(out: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(out) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture
def files(duban: Duban, tmp_path: Path) -> dict[str, bytes]:
    return exported(duban, tmp_path / "out.zip")


# --- readable and verifiable without Duban ----------------------------------------------------------------------------


def test_a_plain_loop_over_the_sums_finds_every_file_as_it_was_written(files: dict[str, bytes]) -> None:
    sums = dict(reversed(line.split("  ", 1)) for line in files["SHA256SUMS"].decode().splitlines())
    assert set(sums) == set(files) - {"SHA256SUMS"}
    for name, expected in sums.items():
        assert sha256(files[name]) == expected
    listed = {one["name"]: (one["sha256"], one["size"]) for one in json.loads(files["manifest.json"])["files"]}
    assert listed == {name: (sums[name], len(files[name])) for name in set(sums) - {"manifest.json"}}


def test_it_holds_what_the_readme_says(files: dict[str, bytes]) -> None:
    readme = files["readme.txt"].decode()
    assert "sha256sum -c SHA256SUMS" in readme
    for name in files:
        assert name.split("/")[0] in readme
    said = json.loads(files["manifest.json"])
    assert (said["format"], said["problems"], said["about"]["masked"]) == ("duban-dossier/1", [NUMBER], True)
    assert (said["about"]["name"], said["about"]["purpose"]) == (OFFICE, "问责审查")


def test_a_folder_is_checked_by_sha256sum(duban: Duban, tmp_path: Path) -> None:
    said = duban("dossier", NUMBER, "--out", tmp_path / "out", *FOR, "--json")
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    assert said.json["sums_sha256"] == sha256((tmp_path / "out" / "SHA256SUMS").read_bytes())
    (tmp_path / "out" / "trail.json").write_bytes(b"{}")
    touched = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, text=True)
    assert touched.returncode == 1


class Page(HTMLParser):
    """What a page refers to, whether its tags are nested well, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.outside: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        for name, value in attrs:
            if name == "href" and value:
                self.links.append(value)
            elif name == "id" and value:
                self.anchors.add(value)
            elif name in ("src", "srcset", "action", "data") or name.startswith("on"):
                self.outside.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_stands_alone(files: dict[str, bytes]) -> None:
    """No script, nothing from outside, tags nested well; each line that is cited is there, each file, too."""
    text = files["trail.html"].decode()
    page = Page(text)
    assert page.open == []
    assert page.outside == []
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "base", "form"})
    assert "url(" not in text
    assert "@import" not in text
    assert "://" not in text
    assert {link[1:] for link in page.links if link.startswith("#")} <= page.anchors
    assert {link for link in page.links if not link.startswith("#")} <= set(files)
    assert len(page.anchors) == len(json.loads(files["trail.json"])["lines"])


def words_of(files: dict[str, bytes]) -> str:
    """What one reads on the page, cells apart by a stroke."""
    return re.sub(r"<[^>]+>", "", re.sub(r"</t[dh]>", "|", files["trail.html"].decode()))


def test_the_page_tells_who_held_it_why_that_date_what_was_owed_and_who_was_told(files: dict[str, bytes]) -> None:
    page = words_of(files)
    for words in (
        "甲镇，责任领导甲镇副镇长，责任人甲镇干事",
        "甲镇，责任领导甲镇副镇长，责任人甲镇干事|等待答复|2022-08-30|2022-08-31|1|",
        "不予延期：金**已回",
        "期限2022-08-31：",
        "逾期2022-09-01至",
        "督办函",
        "未送达",
        "签字：甲镇副镇长 甲镇副镇长",
        "通知 甲镇干事 甲镇干事（责任人）：未阅",
    ):
        assert words in page


def test_what_was_known_only_later_is_listed_with_both_instants(files: dict[str, bytes]) -> None:
    listed = words_of(files).split("八、补录的事项")[1].split("九、文书")[0]
    assert "2022-08-10 16:00" in listed
    assert "2022-08-11 09:00" in listed
    assert "金**家没有网络" in listed


def test_a_text_that_looks_like_html_or_a_formula_stays_a_text(duban: Duban, told: Told, tmp_path: Path) -> None:
    told.give("2022-09-13 09:00", PERSON, ReportProgress("<script>alert(1)</script>"))
    told.office.at("2022-09-13 10:00").work()
    page = exported(duban, tmp_path / "out.zip")["trail.html"].decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


# --- the events, folded anew ------------------------------------------------------------------------------------------


def told_anew(files: dict[str, bytes]) -> Trail:
    """The trail, from nothing but the events and the texts of the dossier."""
    lines = [json.loads(line) for line in files["events.jsonl"].splitlines()]
    events = [EVENTS.decode(line["topic"], msgspec.json.encode(line["event"])) for line in lines]
    problem = [event for event in events if isinstance(event, ProblemEvent)]
    messages: dict[Any, Message] = {}
    for event in events:
        if isinstance(event, MessageEvent):
            messages[event.originator_id] = event.evolve(messages.get(event.originator_id))
    texts = {line["ref"]: line["text"] for line in map(json.loads, files["texts.jsonl"].splitlines())}
    basis = msgspec.json.decode(files["trail.json"], type=Trail).basis
    packs = packs_folder()
    return tell(
        problem,
        basis,
        shipped_calendar(packs),
        lambda refs: {ref: texts[ref] for ref in refs if ref in texts},
        load_packs(packs)["xiaoxian_2022"].policy.retention,
        list(messages.values()),
    )


@pytest.mark.requirement("X-02")
@pytest.mark.parametrize("moment", [(), ("--as-of", "2022-08-31", "--known-at", "2022-08-31")], ids=["now", "then"])
def test_the_events_folded_anew_give_the_same_trail(duban: Duban, tmp_path: Path, moment: tuple[str, ...]) -> None:
    files = exported(duban, tmp_path / "out.zip", *moment)
    assert told_anew(files) == msgspec.json.decode(files["trail.json"], type=Trail)


def test_the_trail_in_it_is_the_one_that_the_command_shows(duban: Duban, files: dict[str, bytes]) -> None:
    shown, held = duban("trail", NUMBER, "--json").json, json.loads(files["trail.json"])
    assert [line["version"] for line in held["lines"]] == [line["version"] for line in shown["lines"]]
    assert held["hands"] == shown["hands"]
    assert held["deadlines"] == shown["deadlines"]


def test_the_events_are_those_of_the_store_byte_for_byte(files: dict[str, bytes], told: Told) -> None:
    stored = told.office.installation.casework.recorder.select_events(told.cases[0])
    held = files["events.jsonl"].splitlines()[: len(stored)]
    assert [one.state in line for one, line in zip(stored, held, strict=True)] == [True] * len(stored)


@pytest.mark.requirement("X-02")
def test_of_an_earlier_moment_it_holds_nothing_that_came_later(duban: Duban, tmp_path: Path) -> None:
    files = exported(duban, tmp_path / "out.zip", "--as-of", "2022-08-10", "--known-at", "2022-08-10")
    lines = [json.loads(line)["event"] for line in files["events.jsonl"].splitlines()]
    assert max(line["timestamp"] for line in lines) < "2022-08-10T16:00"
    assert "已到" not in files["texts.jsonl"].decode()
    known_later = exported(duban, tmp_path / "later.zip", "--as-of", "2022-08-10")
    assert "已到" in known_later["texts.jsonl"].decode()


# --- what is masked, and what is noted --------------------------------------------------------------------------------


@pytest.mark.requirement("X-05")
def test_masked_it_holds_no_name_and_no_number_of_a_person(duban: Duban, files: dict[str, bytes]) -> None:
    for secret in (CANARY, TELEPHONE, IDENTITY):
        forms = set(written_forms(secret))
        assert not [name for name, content in files.items() if any(form in content for form in forms)]
    page = files["trail.html"].decode()
    assert "金**家中停水，电话〔电话号码〕" in page
    assert "〔身份证号〕" in page


def test_in_full_it_holds_the_name_and_says_so(duban: Duban, tmp_path: Path) -> None:
    files = exported(duban, tmp_path / "full.zip", "--unmasked")
    assert f"{CANARY}家中停水，电话{TELEPHONE}" in files["trail.html"].decode()
    assert "含全名，注意保密" in files["trail.html"].decode()
    assert json.loads(files["manifest.json"])["about"]["masked"] is False


@pytest.mark.requirement("X-05")
def test_every_export_is_noted_with_who_and_what_for(duban: Duban, told: Told, files: dict[str, bytes]) -> None:
    [line] = told.office.installation.store.vault.accesses()
    assert (line.person, line.what, line.purpose) == (OFFICE, f"履责材料 {NUMBER}", "问责审查")
    assert (line.subjects, line.granted) == ((HOUSEHOLD,), True)


@pytest.mark.parametrize("person", [OTHER_HEAD, BYSTANDER])
def test_whose_post_does_not_reach_it_exports_nothing_and_that_is_noted(
    duban: Duban, told: Told, tmp_path: Path, person: str
) -> None:
    said = duban("dossier", NUMBER, "--out", tmp_path / "out.zip", "--as", person, "--purpose", "问责审查")
    assert said.code == 2
    assert "不能导出它的履责材料" in said.err
    assert not (tmp_path / "out.zip").exists()
    assert [line.granted for line in told.office.installation.store.vault.accesses()] == [False]


@pytest.mark.parametrize("words", [("--as", OFFICE), ("--purpose", "问责审查")], ids=["no purpose", "nobody"])
def test_without_a_person_and_a_purpose_nothing_is_exported(
    duban: Duban, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert duban("dossier", NUMBER, "--out", tmp_path / "out.zip", *words).code == 2
    assert not (tmp_path / "out.zip").exists()


def test_a_number_is_withheld_however_it_is_written() -> None:
    dashed = f"{TELEPHONE[:3]}-{TELEPHONE[3:7]}-{TELEPHONE[7:]}"
    assert without_personal_numbers(f"电话{dashed}") == "电话〔电话号码〕"
    assert without_personal_numbers("2022-08-10前整改，共300户") == "2022-08-10前整改，共300户"
    for text in (f"{IDENTITY}和{TELEPHONE}", "账号6222020000000000001", f"2022-08-10 {TELEPHONE}"):
        kept = without_personal_numbers(text)
        assert "〔" in kept
        assert without_personal_numbers(kept) == kept
    assert without_personal_numbers("1380000、0001") == "1380000、0001"  # that is no telephone
    assert without_personal_numbers(f"２０１３年{TELEPHONE}号") == "２０１３年〔电话号码〕号"


# --- evidence and papers ----------------------------------------------------------------------------------------------


def test_evidence_is_listed_by_its_whole_hash_and_what_names_it(files: dict[str, bytes], photo: Path) -> None:
    rows = files["evidence.csv"].decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    assert rows[1].startswith(sha256(photo.read_bytes()))
    assert rows[1].endswith("未附")
    versions = [line["version"] for line in json.loads(files["trail.json"])["lines"] if line.get("evidence")]
    assert "、".join(map(str, versions)) in rows[1]


def test_its_files_are_enclosed_on_demand_and_what_is_missing_is_named(
    duban: Duban, tmp_path: Path, photo: Path
) -> None:
    files = exported(duban, tmp_path / "out.zip", "--unmasked", "--with-evidence")
    hashed = sha256(photo.read_bytes())
    assert files[f"evidence/{hashed}.jpg"] == photo.read_bytes()
    assert json.loads(files["manifest.json"])["missing"] == ["c" * 64]
    assert "佐证库中缺失" in files["evidence.csv"].decode("utf-8-sig")


def test_files_are_not_enclosed_where_names_are_masked(duban: Duban, tmp_path: Path) -> None:
    said = duban("dossier", NUMBER, "--out", tmp_path / "out.zip", *FOR, "--with-evidence")
    assert (said.code, (tmp_path / "out.zip").exists()) == (2, False)


def test_the_papers_of_the_ladder_are_in_it_as_they_stand(duban: Duban, files: dict[str, bytes]) -> None:
    [paper] = [name for name in files if name.startswith("documents/")]
    assert paper == "documents/XX2022-甲镇-督办函-20220905.txt"
    text = files[paper].decode()
    assert "状态：已拟稿待签批" in text
    assert NUMBER in text


def test_what_was_issued_as_a_file_is_enclosed_as_it_is(duban: Duban, tmp_path: Path) -> None:
    under = tmp_path / "issued" / "XX2022-甲镇-督办函-20220905"
    under.mkdir(parents=True)
    (under / "督办函.docx").write_bytes(b"PK\x03\x04 letter")
    files = exported(duban, tmp_path / "out.zip", "--documents", tmp_path / "issued")
    assert files["documents/XX2022-甲镇-督办函-20220905/督办函.docx"] == b"PK\x03\x04 letter"


# --- several problems; whole or not at all ----------------------------------------------------------------------------


def test_of_a_unit_all_problems_that_were_late_are_in_one(
    duban: Duban, told: Told, folder: Path, tmp_path: Path
) -> None:
    another(told)
    assert duban("dossier", "--unit", TOWN, "--out", tmp_path / "unit.zip", *FOR).code == 0
    assert NUMBER in unpacked(tmp_path / "unit.zip")["trail.html"].decode()
    (folder / "clock.json").write_bytes(msgspec.json.encode(standing_at(instant("2022-10-10 18:00"))))
    said = duban("dossier", "--unit", TOWN, "--as-of", "2022-10-10", "--out", tmp_path / "later.zip", *FOR, "--json")
    files = unpacked(tmp_path / "later.zip")
    assert said.json["problems"] == [NUMBER, "XX2022-甲镇-0002"]
    index = Page(files["index.html"].decode())
    assert [link for link in index.links if link in files] == [
        f"{number}/trail.html" for number in said.json["problems"]
    ]
    assert f"{NUMBER}/events.jsonl" in files


def test_of_a_unit_that_was_never_late_there_is_none(duban: Duban, tmp_path: Path) -> None:
    said = duban("dossier", "--unit", "乙镇", "--out", tmp_path / "unit.zip", *FOR)
    assert (said.code, "乙镇没有逾期过的问题" in said.err) == (2, True)


def test_what_is_there_is_not_written_over(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "out.zip").write_bytes(b"mine")
    said = duban("dossier", NUMBER, "--out", tmp_path / "out.zip", *FOR)
    assert (said.code, (tmp_path / "out.zip").read_bytes()) == (2, b"mine")


@pytest.mark.parametrize("name", ["out.zip", "out"])
def test_if_it_fails_before_the_end_nothing_is_left(tmp_path: Path, name: str) -> None:
    def half() -> Iterator[bytes]:
        yield b"half of it"
        raise EOFError

    def written() -> None:
        with open_parcel(tmp_path / name, instant("2022-09-13 10:00")) as parcel:
            parcel.add("whole.txt", [b"1"])
            parcel.add("half.txt", half())

    with pytest.raises(EOFError):
        written()
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_not_read_into_memory(tmp_path: Path) -> None:
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(64 * 1024 * 1024)
    tracemalloc.start()
    with (
        open_parcel(tmp_path / "out.zip", instant("2022-09-13 10:00")) as parcel,
        (tmp_path / "film.mp4").open("rb") as film,
    ):
        parcel.add("film.mp4", chunks_of(film), 64 * 1024 * 1024)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_that_the_matter_was_transferred_is_not_told_by_what_was_answered_on_responsibility(
    duban: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In S12 the closing says 责任问题已移交; the trail and the dossier say that it was answered."""
    timeline = packs_folder() / "haogou_2023" / "scenarios" / "s12_mandatory_referral.yaml"
    assert duban("play", timeline, "--into", tmp_path / "played").code == 0
    monkeypatch.setenv("DUBAN_DATA", str(tmp_path / "played"))
    number, by = "HTK2023-沟镇-0001", ("--as", "督查办主任", "--purpose", "问责审查")
    assert duban("dossier", number, "--out", tmp_path / "out.zip", *by, "--unmasked").code == 0
    files = unpacked(tmp_path / "out.zip")
    assert "责任追溯已答复" in files["trail.html"].decode()
    assert not [name for name, content in files.items() if "责任问题已移交".encode() in content]
    assert "责任问题已移交" not in duban("trail", number).out
