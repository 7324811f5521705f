"""恢复: a backup taken in full work comes back elsewhere as it was, and goes on from there; or nothing of it does."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from adapters.backup import Manifest, backup
from adapters.data_folder import DataFolder
from adapters.evidence.store import sha256_of
from adapters.installation import open_installation
from adapters.rebuilding import rebuild_ledgers
from adapters.refusals import SetupRefused
from adapters.restoring import Key, restore
from adapters.settings import Settings
from adapters.temporal.lifecycles import workflow_id
from tests.cli.conftest import Duban
from tests.temporal.office import CLAIM_ENDS_AT, DISPATCHED_AT, Office, clock_before, open_office
from tests.temporal.polling import until
from tests.temporal.serving import duban, ended, program, serving, until_happened

EARLIER = DISPATCHED_AT - timedelta(days=1)
"""What was dispatched then is past its days of claiming when these tests run; what is dispatched now is not."""


# --- the drill ----------------------------------------------------------------------------------------------------


def sealed_texts(office: Office) -> dict[str, str]:
    with closing(sqlite3.connect(office.installation.folder.events)) as store:
        refs = [ref for (ref,) in store.execute("SELECT ref FROM vault_values")]
    return office.casework.vault.reveal(refs)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def expired_once(office: Office, case_id: UUID) -> bool:
    return [name for name, _ in office.moments_let(case_id)].count("ClaimExpired") == 1


async def a_backup_in_full_work(data: Path, copy: Path) -> tuple[UUID, Manifest]:
    """Taken while all services run and another process gives commands; a case whose moment had happened before."""
    with open_office(data) as office:
        past = office.dispatched_problem(when=EARLIER)
        with duban("up", data) as keeping, program("write_commands", data, package="operating") as writing:
            await until_happened(office, past, "ClaimExpired")

            async def they_write() -> bool:
                return len(office.log()) > 60

            await until(they_write)
            manifest = await asyncio.to_thread(backup, office.installation.folder, copy)
            taken_at = len(office.log())

            async def they_have_gone_on() -> bool:
                return len(office.log()) > taken_at + 10

            await until(they_have_gone_on)
            assert writing.poll() is None
            writing.kill()
            keeping.terminate()
            await ended(keeping)
    return past, manifest


async def waited_for(office: Office) -> None:
    """Until every case that waits for a moment has its open workflow in a Temporal that knew of none."""
    async with serving(office) as on, on.worker():
        assert await on.lifecycles.open_ids() == set()
        await on.sweeper.sweep()
        await on.relay_all()
        waiting = [
            case_id for case_id in office.installation.waiting_ids() if office.casework.view(case_id).next_moment
        ]
        assert len(waiting) > 10

        async def all_wait() -> bool:
            return await on.lifecycles.open_ids() == {workflow_id("problem", case_id) for case_id in waiting}

        await until(all_wait)


@pytest.mark.requirement("X-10")
@pytest.mark.long
def test_a_backup_taken_in_full_work_comes_back_elsewhere_and_time_goes_on(tmp_path: Path) -> None:
    data, copy, elsewhere = tmp_path / "data", tmp_path / "copy", tmp_path / "elsewhere" / "data"
    with open_office(data, clock_before(CLAIM_ENDS_AT, 3600)):
        pass
    past, manifest = asyncio.run(a_backup_in_full_work(data, copy))
    restored = restore(copy, elsewhere, Key(data / "vault.key"))
    assert restored.last_notification_id == manifest.last_notification_id

    with open_office(data) as before, open_office(elsewhere) as after:
        log = after.log()
        assert log == before.log()[: len(log)]
        assert log[-1].id == manifest.last_notification_id
        texts = sealed_texts(after)
        assert len(texts) > 20
        assert texts.items() <= sealed_texts(before).items()
        assert files_below(elsewhere / "evidence") == files_below(copy / "evidence")
        assert files_below(copy / "evidence").items() <= files_below(data / "evidence").items()
        assert rebuild_ledgers(after.installation).differences == 0
        asyncio.run(waited_for(after))
        assert expired_once(after, past)
        assert len(after.log()) == len(log), "nothing falls due in this hour, and nothing happens twice"


def test_what_fell_due_since_the_backup_happens_once_at_its_instant(tmp_path: Path) -> None:
    data, copy, elsewhere = tmp_path / "data", tmp_path / "copy", tmp_path / "elsewhere"
    with open_office(data, clock_before(CLAIM_ENDS_AT, -5)) as office:
        told, overtaken = office.dispatched_problem(when=EARLIER), office.dispatched_problem()
        office.claim(told, EARLIER + timedelta(hours=1))
        backup(office.installation.folder, copy, with_key=True)

    async def all_services(office: Office) -> None:
        with duban("up", elsewhere) as keeping:
            await until_happened(office, overtaken, "ClaimExpired")
            keeping.terminate()
            assert await ended(keeping) == 0

    restore(copy, elsewhere)
    with open_office(elsewhere) as office:
        asyncio.run(all_services(office))
        assert ("ClaimExpired", CLAIM_ENDS_AT) in office.happened(overtaken)
        assert expired_once(office, overtaken)
        assert not expired_once(office, told)


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A backup with its key, of a folder with sealed texts and evidence."""
    with open_office(tmp_path / "data", clock_before(CLAIM_ENDS_AT, 3600)) as office:
        office.dispatched_problem(householder="钱某某")
        (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 a photo")
        office.installation.evidence.take_in(tmp_path / "photo.jpg")
        office.installation.catch_up()
        backup(office.installation.folder, tmp_path / "copy", with_key=True)
    return tmp_path / "copy"


def refusal(copied: Path, key: Key | None = None) -> str:
    """Why it is not restored; nothing is left of the attempt."""
    target = copied.parent / "target"
    beside = sorted(copied.parent.iterdir())
    with pytest.raises(SetupRefused) as refused:
        restore(copied, target, key or Key())
    assert not target.exists()
    assert sorted(copied.parent.iterdir()) == beside
    return str(refused.value)


def with_its_hash_again(copied: Path, name: str) -> None:
    """As if the manifest had been written over the damage."""
    manifest = msgspec.json.decode((copied / "manifest.json").read_bytes(), type=Manifest)
    manifest.files[name] = sha256_of(copied / name)
    (copied / "manifest.json").write_bytes(msgspec.json.encode(manifest))


@pytest.mark.parametrize("name", ["events.sqlite3", "ledgers.sqlite3", "clock.json", "vault.key", "evidence"])
def test_a_file_that_differs_is_named(copied: Path, name: str) -> None:
    [file] = [each for each in (copied / name).rglob("*") if each.is_file()] or [copied / name]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert f"{file.relative_to(copied)} 与清单不符" in refusal(copied)


@pytest.mark.parametrize("name", ["events.sqlite3", "vault.key"])
def test_a_file_that_is_cut_off_or_missing_is_named(copied: Path, name: str) -> None:
    whole = (copied / name).read_bytes()
    (copied / name).write_bytes(whole[: len(whole) // 2])
    assert f"{name} 与清单不符" in refusal(copied)
    (copied / name).unlink()
    assert f"缺少文件 {name}" in refusal(copied)


def test_a_backup_that_broke_off_has_no_manifest(copied: Path) -> None:
    (copied / "manifest.json").unlink()
    assert "没有清单 manifest.json，备份可能中途断了" in refusal(copied)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"taken_at": ', "已损坏"),
        (b'{"taken_at":"2026-01-01T00:00:00Z","last_notification_id":0,"files":{}}', "没有列入"),
        (
            b'{"taken_at":"2026-01-01T00:00:00Z","last_notification_id":0,"files":{"../../etc/hosts":"0"}}',
            "不在备份之内",
        ),
    ],
)
def test_a_manifest_that_cannot_be_right_is_not_followed(copied: Path, content: bytes, says: str) -> None:
    (copied / "manifest.json").write_bytes(content)
    assert says in refusal(copied)


def damaged(statement: str) -> Callable[[Path], None]:
    def damage(events: Path) -> None:
        with closing(sqlite3.connect(events)) as store, store:
            store.execute(statement)

    return damage


def torn(events: Path) -> None:
    """The middle of a page, behind the back of the database."""
    content = bytearray(events.read_bytes())
    content[8192:8292] = b"x" * 100
    events.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (torn, "事件库"),
        (damaged("DELETE FROM stored_events WHERE notification_id = (SELECT max(notification_id) FROM stored_events)"),
         "清单写的是第"),
        (damaged("DELETE FROM stored_events WHERE notification_id = 1"), "事件不连续"),
        (damaged("UPDATE stored_events SET topic = 'problem.unheard_of' WHERE topic = 'problem.dispatched'"),
         "读不懂日志中的事件"),
        (damaged("UPDATE vault_values SET sealed = zeroblob(40)"), "打不开已封存的内容"),
        (damaged("UPDATE event_store_version SET version_num = '9999'"), "请用新版本的督办程序打开"),
    ],
    ids=["torn", "shorter", "gap", "unknown event", "altered text", "newer schema"],
)  # fmt: skip
def test_events_that_were_altered_before_the_hash_was_taken_are_found(
    copied: Path, damage: Callable[[Path], None], says: str
) -> None:
    damage(copied / "events.sqlite3")
    with_its_hash_again(copied, "events.sqlite3")
    assert says in refusal(copied)


def test_the_key_is_asked_for_and_has_to_fit(copied: Path, tmp_path: Path) -> None:
    with_key = tmp_path / "key"
    shutil.copy(copied / "vault.key", with_key)
    manifest = msgspec.json.decode((copied / "manifest.json").read_bytes(), type=Manifest)
    del manifest.files["vault.key"]
    (copied / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    (copied / "vault.key").unlink()
    another = tmp_path / "another"
    another.write_text("ab" * 32)
    assert "请用 --key 指明密钥文件" in refusal(copied)
    assert "没有这个密钥文件" in refusal(copied, Key(tmp_path / "nowhere"))
    said = refusal(copied, Key(another))
    assert "不是本数据库的密钥" in said
    assert str(another) in said
    assert restore(copied, tmp_path / "target", Key(with_key)).files == len(manifest.files)
    assert (tmp_path / "target" / "vault.key").read_bytes() == with_key.read_bytes()


def test_a_key_that_has_its_own_place_stays_there(copied: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    shutil.copy(copied / "vault.key", key)
    restore(copied, tmp_path / "target", Key(stays=key))
    assert not (tmp_path / "target" / "vault.key").exists()
    with open_installation(Settings(data=tmp_path / "target", vault_key_file=key)) as opened:
        opened.store.vault.try_out()


# --- as an office types it ----------------------------------------------------------------------------------------


def test_a_folder_with_data_is_never_written_over_but_set_aside_when_asked(office: Duban, tmp_path: Path) -> None:
    assert office("backup", tmp_path / "copy", "--with-key").code == 0
    key = sha256_of(office.folder / "vault.key")
    said = office("restore", tmp_path / "copy")
    assert (said.code, "里已有数据，不覆盖" in "".join(said.err.split())) == (2, True)
    with DataFolder.open(office.folder).held():
        in_use = office("restore", tmp_path / "copy", "--set-aside")
        assert (in_use.code, "已被另一个督办进程使用" in in_use.err) == (2, True)
    done = office("restore", tmp_path / "copy", "--set-aside", "--json")
    assert done.code == 0
    aside = Path(done.json["set_aside"])
    assert aside.parent == office.folder.parent
    assert sha256_of(aside / "vault.key") == key == sha256_of(office.folder / "vault.key")
    assert office("ledger", "--json").code == 0


def test_it_says_what_was_put_back_and_what_comes_by_itself(
    office: Duban, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office("backup", tmp_path / "copy").code == 0
    target = tmp_path / "new" / "data"
    said = office("restore", tmp_path / "copy", target, "--key", office.folder / "vault.key")
    assert said.code == 0, said.err
    assert "个文件核对无误" in said.out
    assert "时限在 duban up 启动后自动重新交给 Temporal" in said.out
    monkeypatch.setenv("DUBAN_DATA", str(target))
    assert office("authority", "--gaps").code == 0


def test_after_an_older_log_was_put_back_by_hand_rebuild_sets_the_ledgers_right(office: Duban, tmp_path: Path) -> None:
    shutil.copy(office.folder / "events.sqlite3", tmp_path / "older")
    assert (
        office(
            "do", "登记线索", "content=台账有名，实地无人", "campaign=xiaoxian_2022", "unit=甲镇", "--as", "李四"
        ).code
        == 0
    )
    assert office("ledger").code == 0
    for file in office.folder.glob("events.sqlite3*"):
        file.unlink()
    shutil.copy(tmp_path / "older", office.folder / "events.sqlite3")
    said = office("ledger")
    assert (said.code, "请运行 duban rebuild" in said.err) == (2, True)
    assert office("rebuild", "--ledgers").code == 0
    assert office("ledger").code == 0


def test_the_channels_hold_passwords_and_go_with_the_key_or_stay_behind_and_that_is_said(
    office: Duban, tmp_path: Path
) -> None:
    channels = office.folder / "channels.yaml"
    channels.write_text("timeout: 10\n", "utf-8")
    channels.chmod(0o600)
    said = office("backup", tmp_path / "without")
    assert f"渠道设置含有口令，未复制，请另行保管：{channels}" in said.out.replace("\n", "")
    assert not (tmp_path / "without" / "channels.yaml").exists()
    back = office("restore", tmp_path / "without", tmp_path / "new", "--key", office.folder / "vault.key")
    assert f"请放回 {tmp_path / 'new' / 'channels.yaml'}" in back.out.replace("\n", "")
    assert "渠道设置" not in office("backup", tmp_path / "with", "--with-key").out
    assert "渠道设置" not in office("restore", tmp_path / "with", tmp_path / "whole").out
    again = tmp_path / "whole" / "channels.yaml"
    assert (again.read_text("utf-8"), again.stat().st_mode & 0o777) == ("timeout: 10\n", 0o600)
