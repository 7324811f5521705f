"""`duban inbox`, `messages`, `contacts` and the trail, as people see them: on 1 September 2022, a day late."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters.cli.main import run
from adapters.data_folder import DataFolder
from adapters.notify.settings import Channels, Robot
from adapters.settings import Settings
from domain.message.contacts import contacts_of
from domain.message.message import Medium, Outcome
from projections.inbox import sendings_by_outcome
from projections.tables import LIVE
from tests.cli.conftest import Said
from tests.conftest import Database
from tests.message.office import Office, opened, remind, standing_at
from tests.message.receiving import Mailbox, free_port, mail_server
from tests.problem.acts import to_rectifying
from tests.problem.people import GROUP_HEAD, HEAD, LEADER, OTHER_HEAD, PERSON, TOWN
from tests.problem.story import instant

NUMBER = "XX2022-甲镇-0001"
NOW = "2022-09-01 10:00"
Duban = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder.open(tmp_path / "data", standing_at(instant(NOW))).root


@pytest.fixture
def office(folder: Path) -> Iterator[Office]:
    """A reminder told in time and sent; another and a warning since, the robot of whose group is out of reach."""
    with mail_server(Mailbox(free_port())) as mailbox, opened(Database("sqlite", Settings(data=folder))) as office:
        office.channels = Channels(mail=mailbox.settings())
        office.mail_of(PERSON, LEADER)
        office.story(*to_rectifying())
        remind(office, "2022-08-31 09:00").work()
        robot = Robot("甲镇工作群", Medium.WECOM, TOWN, "KEY", "", f"http://127.0.0.1:{free_port()}")
        office.channels = Channels(mail=mailbox.settings(), robots=(robot,))
        remind(office, "2022-09-01 09:00").at(NOW).work()
        yield office


@pytest.fixture
def duban(office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Duban:
    monkeypatch.setenv("DUBAN_DATA", str(folder))

    def typed(*words: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(list(words))
        printed = capsys.readouterr()
        return Said(int(str(ended.value.code)), printed.out, printed.err)

    return typed


# --- 收件箱 ---------------------------------------------------------------------------------------------------------


def test_the_inbox_shows_what_is_not_read_yet_until_it_is(duban: Duban) -> None:
    shown = duban("inbox", "--as", PERSON, "--json").json
    assert [line["what_name"] for line in shown] == ["逾期催办", "临期提醒", "临期提醒"]
    assert [told["capacity"] for told in shown[0]["told"]] == ["责任人"]
    first, second = shown[0]["number"], shown[1]["number"]
    assert duban("inbox", "read", first, second, "--as", PERSON).code == 0
    assert len(duban("inbox", "--as", PERSON, "--json").json) == 1
    everything = duban("inbox", "--as", PERSON, "--all", "--json").json
    assert [bool(line["told"][0]["read_at"]) for line in everything] == [True, True, False]
    assert "未阅" in duban("inbox", "--as", PERSON).out


def test_nobody_reads_for_another_and_an_unknown_number_is_said_to_be_unknown(duban: Duban) -> None:
    number = duban("inbox", "--as", PERSON, "--json").json[0]["number"]
    refused = duban("inbox", "read", number, "--as", OTHER_HEAD)
    assert (refused.code, f"{OTHER_HEAD}不是通知 {number} 的接收人" in refused.err) == (2, True)
    unknown = duban("inbox", "read", "TZ20220901-NOTHING", "--as", PERSON)
    assert (unknown.code, "没有找到通知 TZ20220901-NOTHING" in unknown.err) == (2, True)
    assert duban("inbox", "--as", "查无此人").code == 2


# --- 通知台账 -------------------------------------------------------------------------------------------------------


def test_the_ledger_of_messages_says_what_to_whom_by_which_way_and_what_came_of_it(duban: Duban) -> None:
    warning, reminder, _ = duban("messages", "--case", NUMBER, "--json").json
    assert {told["name"]: told["capacity"] for told in warning["told"]} == {
        PERSON: "责任人",
        LEADER: "责任领导",
        HEAD: "单位主要负责人",
    }
    [by_mail] = warning["told"][0]["ways"]
    assert (by_mail["medium"], by_mail["state"], by_mail["attempts"]) == ("电子邮件", "已发", 1)
    assert warning["told"][2]["ways"] == []
    [robot] = warning["groups"]
    assert (robot["to"], robot["state"], robot["reason"], robot["attempts"]) == (
        "甲镇工作群",
        "待发",
        "连接不上对方",
        1,
    )
    assert reminder["groups"] == []
    shown = duban("messages").out
    assert all(word in shown for word in ("逾期催办", "已发", "未阅", "甲镇工作群"))


def test_what_failed_and_what_is_unread_can_be_asked_for(duban: Duban, office: Office) -> None:
    assert duban("messages", "--failed", "--json").json == []
    for hour in range(11, 24):
        office.at(f"2022-09-01 {hour}:00").work()
    for day in range(2, 9):
        office.at(f"2022-09-0{day} 10:00").work()
    [failed] = duban("messages", "--failed", "--json").json
    with office.installation.ledgers.connect() as connection:
        assert sendings_by_outcome(connection, LIVE)[Outcome.GIVEN_UP] == len(failed["groups"])
    assert [way["state"] for way in failed["groups"]] == ["发送失败"]
    everything = duban("messages", "--unread", "--json").json
    assert len(everything) == 3
    for told in everything[-1]["told"]:
        assert duban("inbox", "read", everything[-1]["number"], "--as", told["person"]).code == 0
    assert len(duban("messages", "--unread", "--json").json) == 2


def test_what_is_need_to_know_is_shown_to_its_receivers_only(duban: Duban, office: Office) -> None:
    remind(office, "2022-10-10 09:00").work()
    office.at(NOW)
    held_back = [one for one in duban("messages", "--json").json if one["what"] == "NEED_TO_KNOW"]
    assert held_back == []
    [mine] = [one for one in duban("messages", "--as", GROUP_HEAD, "--json").json if one["what"] == "NEED_TO_KNOW"]
    assert (mine["case"], mine["kind"]) == ("", "")
    assert "请登录系统查看" in mine["text"]
    assert [one["what"] for one in duban("inbox", "--as", HEAD, "--all", "--json").json].count("NEED_TO_KNOW") == 0
    assert duban("inbox", "read", mine["number"], "--as", HEAD).err.count("没有找到通知") == 1


def test_the_trail_says_of_each_level_to_whom_it_was_told_and_who_has_read_it(duban: Duban) -> None:
    number = duban("messages", "--case", NUMBER, "--json").json[0]["number"]
    duban("inbox", "read", number, "--as", LEADER)
    lines = duban("trail", NUMBER, "--json").json["lines"]
    told = {line["version"]: line["told"] for line in lines if line["level"] and line["told"]}
    assert len(told) == 3
    readers = {one["name"]: bool(one["read_at"]) for one in told[max(told)]["told"]}
    assert readers == {PERSON: False, LEADER: True, HEAD: False}
    shown = duban("trail", NUMBER).out
    assert (
        f"通知 {TOWN}副镇长 {LEADER}（责任领导）：电子邮件已发 {NOW}，{NOW} 已阅"
        in shown.replace("\n", "").replace("        ", "")
        or "已阅" in shown
    )
    assert "未阅" in shown


def test_the_trail_as_of_a_moment_knows_nothing_of_what_came_later(duban: Duban) -> None:
    number = duban("messages", "--case", NUMBER, "--json").json[2]["number"]
    duban("inbox", "read", number, "--as", LEADER)
    earlier = duban("trail", NUMBER, "--as-of", "2022-08-31 12:00", "--json").json["lines"]
    told = [line["told"] for line in earlier if line["told"]]
    assert [one["number"] for one in told].count(number) == 1
    assert not [one for line in told for one in line["told"] if one["read_at"]]


# --- 联系方式 -------------------------------------------------------------------------------------------------------


def test_contacts_are_set_by_oneself_and_never_shown_in_full(duban: Duban, office: Office) -> None:
    assert duban("contacts", "set", "电子邮件", "zhang@example.invalid", "--as", HEAD).code == 0
    assert duban("contacts", "set", "企业微信", "ABCD-1234", "--as", HEAD).code == 0
    assert duban("contacts", "prefer", "--digest", "--digest-at", "16:00", "--as", HEAD).code == 0
    shown = duban("contacts", "show", "--as", HEAD).out
    assert "电子邮件：z***@example.invalid" in shown
    assert "企业微信：AB***" in shown
    assert "每个工作日 16:00 汇总一次，20:00 至 08:00 和休息日不打扰" in shown
    assert duban("contacts", "remove", "企业微信", "--as", HEAD).code == 0
    assert list(duban("contacts", "show", "--for", HEAD, "--as", PERSON, "--json").json["addresses"]) == ["MAIL"]
    stored = office.installation.casework.recorder.select_events(contacts_of(HEAD))
    assert stored
    assert not [one for one in stored if b"zhang" in one.state or b"ABCD" in one.state]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "电子邮件", "不是地址"), "电子邮件的地址无法识别"),
        (("set", "传真", "0"), "没有“传真”这种渠道"),
        (("set", "接口推送", "x"), "接口推送不是个人的联系方式"),
        (("remove", "飞书"), "没有登记飞书"),
        (("prefer", "--digest-at", "早上"), "时刻“早上”无法识别"),
        (("set", "电子邮件", "a@example.invalid", "--for", OTHER_HEAD), f"{PERSON}不能替{OTHER_HEAD}办理登记联系方式"),
    ],
)
def test_what_cannot_be_is_refused_in_chinese(duban: Duban, words: tuple[str, ...], said: str) -> None:
    refused = duban("contacts", *words, "--as", PERSON)
    assert (refused.code, said in refused.err.replace("\n", "")) == (2, True)
    assert "不是地址" not in json.dumps(refused.out)
