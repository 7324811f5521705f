"""`duban evidence` and the evidence of `duban do`, on a real data folder."""

from __future__ import annotations

import dataclasses
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from msgspec.structs import replace

from adapters.installation import open_installation
from adapters.refusals import SetupRefused
from adapters.settings import Settings
from domain.problem.claiming import Claim
from domain.problem.classification import Mode
from domain.problem.finding import Finding
from domain.problem.problem import Evidence, EvidenceKind, Place
from domain.problem.registering import Dispatch, RegisterProblem
from tests.conftest import Duban
from tests.evidence.files import made, photo_taken
from tests.problem.people import COUNTY, HEAD, LEADER, OFFICE, PERSON, TOWN
from tests.problem.story import organisation_events

pytestmark = pytest.mark.sqlite


@pytest.fixture
def number(folder_settings: Settings) -> str:
    """A problem in rectification: its 问题编号."""
    with open_installation(folder_settings) as opened:
        casework = opened.casework
        casework.recorder.insert_events(organisation_events())
        found = RegisterProblem(Finding("xiaoxian_2022", "HABITAT", "垃圾未清运", place=Place(COUNTY, TOWN)))
        case_id = casework.handle(found, opened.caller(OFFICE)).case_id
        casework.handle(Dispatch(TOWN, Mode.IMMEDIATE), opened.caller(OFFICE), case_id)
        casework.handle(Claim(LEADER, PERSON), opened.caller(HEAD), case_id)
        return casework.problem(case_id).problem_no


def evidence_of(folder_settings: Settings, number: str) -> tuple[Evidence, ...]:
    with open_installation(folder_settings) as opened:
        return opened.casework.problem(opened.find_case(number)).evidence


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


def test_files_are_taken_in_and_their_hashes_printed(duban: Duban, folder_settings: Settings, tmp_path: Path) -> None:
    photo, film = made(tmp_path, "photo.jpg"), made(tmp_path, "film.mp4")
    result = duban("evidence", "add", photo, film)
    assert result.exit_code == 0
    for file, kind in ((photo, "图片"), (film, "视频")):
        digest = sha256(file.read_bytes()).hexdigest()
        assert f"{digest}  {file.name}（{kind}）" in result.stdout
        assert (folder_settings.data / "evidence" / digest[:2] / digest[2:]).read_bytes() == file.read_bytes()


def test_what_is_refused_is_named_and_the_rest_is_kept(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("整改说明")
    result = duban("evidence", "add", tmp_path / "note.txt", made(tmp_path, "paper.pdf"), "--json")
    assert result.exit_code == 1
    refused, added = answer(result)
    assert "认不出的文件类型" in refused["refused"]
    assert added["kept"]["kind"] == "DOC"


@pytest.mark.requirement("R000-30")
def test_a_file_given_as_evidence_is_taken_in_with_its_kind_and_its_time(
    duban: Duban, folder_settings: Settings, number: str, tmp_path: Path
) -> None:
    (tmp_path / "now.jpg").write_bytes(photo_taken("2022:08:31 10:00:00"))
    film = made(tmp_path, "film.mp4")
    pieces = f"[{tmp_path / 'now.jpg'}, {{文件: {film}, taken_at: 2022-08-30 09:00, taken_by: {PERSON}}}]"
    result = duban("do", "补充佐证材料", f"evidence={pieces}", "--as", PERSON, "--case", number)
    assert result.exit_code == 0, result.output
    photo, moving = evidence_of(folder_settings, number)
    assert (photo.kind, str(photo.taken_at)) == (EvidenceKind.IMAGE, "2022-08-31 02:00:00+00:00")
    assert (moving.kind, str(moving.taken_at), moving.taken_by) == (
        EvidenceKind.VIDEO,
        "2022-08-30 01:00:00+00:00",
        PERSON,
    )
    assert answer(duban("evidence", "verify", "--json")) == {"cited": 2, "harmed": []}


def test_a_hash_stands_for_a_file_that_is_kept(
    duban: Duban, folder_settings: Settings, number: str, tmp_path: Path
) -> None:
    [added] = answer(duban("evidence", "add", made(tmp_path, "voice.amr"), "--json"))
    digest = added["kept"]["sha256"]
    result = duban("do", "add_evidence", f"evidence={digest}", "--as", PERSON, "--case", number)
    assert result.exit_code == 0, result.output
    assert evidence_of(folder_settings, number) == (Evidence(digest, EvidenceKind.AUDIO),)


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        ("ab" * 32, "佐证库里没有"),
        ("no-such-photo.jpg", "读不了这个文件"),
        ("{sha256: no-such-photo.jpg}", "读不了这个文件"),
        ("{taken_by: 干事}", "这里应是一个值"),
    ],
)
def test_without_a_file_there_is_no_evidence(
    duban: Duban, folder_settings: Settings, number: str, evidence: str, says: str
) -> None:
    result = duban("do", "add_evidence", f"evidence={evidence}", "--as", PERSON, "--case", number, "--json")
    assert result.exit_code == 1
    assert says in answer(result)[0]["message"]
    assert evidence_of(folder_settings, number) == ()


def test_somebody_whom_the_roster_does_not_know_took_nothing(
    duban: Duban, folder_settings: Settings, number: str, tmp_path: Path
) -> None:
    piece = f"{{file: {made(tmp_path, 'film.mp4')}, taken_by: 钱某某}}"
    result = duban("do", "add_evidence", f"evidence={piece}", "--as", PERSON, "--case", number, "--json")
    assert result.exit_code == 1
    assert "没有找到人员“钱某某”" in answer(result)[0]["message"]
    assert evidence_of(folder_settings, number) == ()


def test_a_time_that_contradicts_the_camera_is_refused(
    duban: Duban, folder_settings: Settings, number: str, tmp_path: Path
) -> None:
    (tmp_path / "old.jpg").write_bytes(photo_taken("2019:01:01 10:00:00"))
    piece = f"{{file: {tmp_path / 'old.jpg'}, taken_at: 2022-08-31 10:00}}"
    result = duban("do", "add_evidence", f"evidence={piece}", "--as", PERSON, "--case", number, "--json")
    assert "照片自带的拍摄时间是 2019-01-01 10:00" in answer(result)[0]["message"]
    assert evidence_of(folder_settings, number) == ()


def test_verify_names_the_problems_that_rest_on_a_file_that_is_gone(
    duban: Duban, folder_settings: Settings, number: str, tmp_path: Path
) -> None:
    duban("do", "add_evidence", f"evidence={made(tmp_path, 'photo.png')}", "--as", PERSON, "--case", number)
    [piece] = evidence_of(folder_settings, number)
    (folder_settings.data / "evidence" / piece.sha256[:2] / piece.sha256[2:]).unlink()
    result = duban("evidence", "verify")
    assert result.exit_code == 1
    assert f"{piece.sha256}  文件缺失，涉及 {number}" in result.stdout
    harmed = answer(duban("evidence", "verify", "--json"))["harmed"]
    assert harmed == [{"name": piece.sha256, "harm": "文件缺失", "problems": [number]}]


def test_with_postgresql_the_folder_must_be_named(folder_settings: Settings, tmp_path: Path) -> None:
    on_postgresql = replace(folder_settings, database_url="postgresql://example")
    with open_installation(folder_settings) as opened:
        assert opened.evidence.root == folder_settings.data / "evidence"
        shared = dataclasses.replace(opened, settings=replace(on_postgresql, evidence=tmp_path / "shared"))
        assert shared.evidence.root == tmp_path / "shared"
        with pytest.raises(SetupRefused, match="DUBAN_EVIDENCE"):
            dataclasses.replace(opened, settings=on_postgresql).evidence
