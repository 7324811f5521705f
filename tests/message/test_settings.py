"""The file of the channels: what it may say, and how a mistake in it is told."""

import re
from pathlib import Path

import pytest

from adapters.notify.settings import NO_CHANNELS, Channels, MailServer, Robot, Security, Webhook, read_channels
from adapters.refusals import SetupRefused
from adapters.settings import settings_from
from domain.message.message import Medium
from domain.message.timing import Outlet

DOCUMENT = Path(__file__).parents[2] / "docs" / "messages.md"

EXAMPLE = """\
mail:
  host: smtp.example.invalid
  port: 587
  security: STARTTLS
  user: duban
  password: "not a secret"
  sender: 督办 <duban@example.invalid>
robots:
  - {name: 甲镇工作群, kind: WECOM, unit: 甲镇, key: KEY-1}
  - {name: 县群, kind: 钉钉, unit: 县, key: KEY2, secret: SEC3, url: "https://robot.example.invalid"}
webhooks:
  - {name: 县平台, url: "https://platform.example.invalid/duban", token: TOKEN}
wecom_url: https://wecom.example.invalid
"""


def file_with(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "channels.yaml"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return file


def test_it_names_a_mail_server_robots_and_interfaces(tmp_path: Path) -> None:
    channels = read_channels(file_with(tmp_path, EXAMPLE))
    sender = "督办 <duban@example.invalid>"
    assert channels == Channels(
        mail=MailServer("smtp.example.invalid", sender, 587, Security.STARTTLS, "duban", "not a secret"),
        robots=(
            Robot("甲镇工作群", Medium.WECOM, "甲镇", "KEY-1"),
            Robot("县群", Medium.DINGTALK, "县", "KEY2", "SEC3", "https://robot.example.invalid"),
        ),
        webhooks=(Webhook("县平台", "https://platform.example.invalid/duban", token="TOKEN"),),
        wecom_url="https://wecom.example.invalid",
    )
    assert channels.outlets[-1] == Outlet(Medium.WEBHOOK, "县平台")
    assert channels.personal == {Medium.MAIL, Medium.WECOM, Medium.DINGTALK, Medium.FEISHU}


@pytest.mark.parametrize("text", [None, "", "# 暂无\n"])
def test_without_it_messages_lie_in_the_inbox_only(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "channels.yaml" if text is None else file_with(tmp_path, text)
    assert read_channels(file) == NO_CHANNELS
    assert Medium.MAIL not in NO_CHANNELS.personal


WRONG = {
    "robots:\n  - {name: 甲, kind: FAX, unit: 甲镇, key: K}": "第2行：“FAX”不在可选范围内",
    "mail:\n  host: a\n  sender: 督办": "mail.sender 应写发件人的邮箱地址",
    "mail:\n  host: a\n  port: 多少\n  sender: a@b": "第3行：“多少”应是整数",
    "mail:\n  sender: a@b": "缺少 host",
    "mial:\n  host: a": "没有“mial”这一项",
    "mail: [": "YAML 格式有误",
    "robots:\n  - {name: 甲, kind: WECOM, unit: 甲镇}": "robots“甲”缺少 key",
    "robots:\n  - {name: 甲, kind: MAIL, unit: 甲镇}": "robots“甲”的 kind 可写：WECOM（企业微信）",
    "robots:\n  - {name: 甲, kind: OTHER, unit: 甲镇}": "robots“甲”缺少 url",
    "robots:\n  - {name: 甲, kind: WECOM, unit: 甲镇, key: K, url: 'ftp://x'}": "url 应以 http:// 或 https:// 开头",
    "webhooks:\n  - {name: 甲, url: 'platform'}": "webhooks“甲”的 url 应以 http:// 或 https:// 开头",
    "webhooks:\n  - {name: 甲, url: 'http://a'}\n  - {name: 甲, url: 'http://b'}": "名称“甲”用了2次",
    "mail:\n  host: a\n  sender: a@b\n  user: u\n  password: 口令": "mail.password 只能用英文字母、数字和符号",
    "mail:\n  host: a\n  sender: 督办 <督办@b>": "mail.sender 的邮箱地址 只能用英文字母、数字和符号",
    "webhooks:\n  - {name: 甲, url: 'http://a', token: 令牌}": "webhooks“甲”的 token 只能用英文字母、数字和符号",
    "webhooks:\n  - {name: 甲, url: 'http://a/督办'}": "webhooks“甲”的 url 只能用英文字母、数字和符号",
    "webhooks:\n  - {name: 甲, url: 'http://a:端口'}": "webhooks“甲”的 url",
    "webhooks:\n  - {name: 甲, url: 'http://a:b'}": "webhooks“甲”的 url 应以 http:// 或 https:// 开头",
    "timeout: 0": "timeout 应为 1 到 60 秒",
    "timeout: 600": "timeout 应为 1 到 60 秒",
    "feishu_url: feishu": "飞书的地址应以 http:// 或 https:// 开头",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_told_in_chinese_with_its_place(tmp_path: Path, text: str) -> None:
    file = file_with(tmp_path, text)
    with pytest.raises(SetupRefused) as refused:
        read_channels(file)
    assert WRONG[text] in str(refused.value)
    assert str(file) in str(refused.value)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupRefused, match="chmod 600"):
        read_channels(file_with(tmp_path, EXAMPLE, mode=0o640))


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = file_with(tmp_path, "")
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupRefused, match="不是 UTF-8 文本"):
        read_channels(file)


def test_the_file_may_lie_where_the_environment_says() -> None:
    assert settings_from({"DUBAN_CHANNELS": "/etc/duban/channels.yaml"}).channels == Path("/etc/duban/channels.yaml")


def test_the_example_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S)
    channels = read_channels(file_with(tmp_path, example))
    assert channels.mail is not None
    assert {robot.kind for robot in channels.robots} >= {Medium.WECOM, Medium.DINGTALK, Medium.FEISHU}
    assert channels.webhooks
