"""公示公告: what may hang on a wall."""

from __future__ import annotations

import pytest

from domain.monitoring_case.entering import ApproveCase
from domain.monitoring_case.monitoring_case import MonitorClass
from domain.monitoring_case.notice_text import fit_for_the_public
from domain.monitoring_case.reviewing import PostNotice
from domain.refusal import Refused
from tests.monitoring_case.acts import TO_REVIEWED, TO_TOWN_OK
from tests.monitoring_case.people import APPROVER
from tests.monitoring_case.story import given
from tests.problem.people import CADRE

PHONE = "1" + "3" + "8" + "0" * 8
LANDLINE = "0557" + "-" + "3" * 7
ID_NUMBER = "3" * 6 + "19900101" + "00" + "1X"
OLD_ID_NUMBER = "3" * 6 + "900101" + "001"
ACCOUNT = "6" * 19


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() else sign for sign in text)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (f"身份证{ID_NUMBER}", "身份证号"),
        (f"身份证{OLD_ID_NUMBER}", "身份证号"),
        (f"身份证{full_width(ID_NUMBER)}", "身份证号"),
        (f"身份证{ID_NUMBER[:6]} {ID_NUMBER[6:14]} {ID_NUMBER[14:]}", "身份证号"),
        (f"电话{PHONE}", "电话号码"),
        (f"电话{PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", "电话号码"),
        (f"电话{full_width(PHONE)}", "电话号码"),
        (f"电话{LANDLINE}", "电话号码"),
        (f"补贴打卡{ACCOUNT}", "银行账号"),
        (f"补贴打卡{' '.join([ACCOUNT[:4]] * 4)}", "银行账号"),
        ("户主因病致贫", "健康情况"),
        ("家中有一名二级残疾人", "健康情况"),
        ("近期住院手术", "健康情况"),
        ("户主：诸葛小明", "未遮盖的姓名"),
        ("姓名:王小明，4人", "未遮盖的姓名"),
    ],
)
def test_what_is_private_is_not_posted(written: str, what: str) -> None:
    with pytest.raises(Refused) as refused:
        fit_for_the_public(written)
    assert refused.value.facts == {"what": what}
    given(*TO_REVIEWED).when(PostNotice(written), CADRE).refused("not_for_the_public", what=what)


@pytest.mark.parametrize(
    "written",
    [
        "户主：诸葛**，4人，拟纳入防返贫监测",
        "户主：王某某，2人",
        "公示期2022-08-13 至 2022-08-18，2022年8月13日张贴",
        "监督电话见村务公开栏；编号JC2022-甲镇-0001",
        "户均收入5400元，共120户480人",
        "姓名见附表",
    ],
)
def test_what_is_not_private_is_posted_as_it_is(written: str) -> None:
    assert fit_for_the_public(written) == written


def test_an_announcement_is_held_to_the_same() -> None:
    story = given(*TO_TOWN_OK)
    story.when(ApproveCase(MonitorClass.UNSTABLE, f"联系人{PHONE}"), APPROVER).refused("not_for_the_public")
    story.when(ApproveCase(MonitorClass.UNSTABLE, "现将新增监测对象公告如下"), APPROVER).accepted()
