"""渠道设置: the mail server, the robots of groups and the interfaces that messages go to, read from one file.

It holds secrets, so only its owner may read it, and nothing of it is ever logged or written into an event.
"""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Iterator
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from adapters.play.nodes import Misread, NotYaml, is_nothing, parse
from adapters.play.reading import Reader
from adapters.refusals import SetupRefused, reason
from domain.message.message import MEDIUM_NAMES, Medium
from domain.message.timing import Outlet

READ_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
ROBOTS = (Medium.WECOM, Medium.DINGTALK, Medium.FEISHU, Medium.OTHER)
ADDRESS_IN_SENDER = re.compile(r"[^@\s<>]+@[^@\s<>]+")

OFFICIAL = {
    Medium.WECOM: "https://qyapi.weixin.qq.com",
    Medium.DINGTALK: "https://oapi.dingtalk.com",
    Medium.FEISHU: "https://open.feishu.cn",
}
"""Where the robots of each service live, unless a private deployment has a host of its own."""


class Security(StrEnum):
    """How the connection to the mail server is secured."""

    TLS = "TLS"
    STARTTLS = "STARTTLS"
    NONE = "NONE"


class MailServer(msgspec.Struct, frozen=True):
    """发信服务器."""

    host: str
    sender: str
    port: int = 465
    security: Security = Security.TLS
    user: str = ""
    password: str = ""


class Robot(msgspec.Struct, frozen=True):
    """群机器人 of a unit; ``key`` is what its address ends with. OTHER: ``url`` is one that Apprise knows."""

    name: str
    kind: Medium
    unit: str
    key: str = ""
    secret: str = ""
    url: str = ""


class Webhook(msgspec.Struct, frozen=True):
    """接口: another system that is told; of one unit, or of all."""

    name: str
    url: str
    unit: str = ""
    token: str = ""


class Channels(msgspec.Struct, frozen=True):
    """All ways out of this installation; without any, messages lie in the inbox only."""

    mail: MailServer | None = None
    robots: tuple[Robot, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    wecom_url: str = OFFICIAL[Medium.WECOM]
    dingtalk_url: str = OFFICIAL[Medium.DINGTALK]
    feishu_url: str = OFFICIAL[Medium.FEISHU]
    timeout: int = 20

    @property
    def personal(self) -> frozenset[Medium]:
        """By which media a person can be reached."""
        return frozenset({Medium.WECOM, Medium.DINGTALK, Medium.FEISHU, *((Medium.MAIL,) if self.mail else ())})

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        robots = (Outlet(robot.kind, robot.name, robot.unit) for robot in self.robots)
        return (*robots, *(Outlet(Medium.WEBHOOK, hook.name, hook.unit) for hook in self.webhooks))

    def host_of(self, medium: Medium) -> str:
        hosts = {Medium.WECOM: self.wecom_url, Medium.DINGTALK: self.dingtalk_url, Medium.FEISHU: self.feishu_url}
        return hosts[medium]

    def robot(self, name: str) -> Robot | None:
        return next((robot for robot in self.robots if robot.name == name), None)

    def webhook(self, name: str) -> Webhook | None:
        return next((hook for hook in self.webhooks if hook.name == name), None)


NO_CHANNELS = Channels()

LONGEST_TIMEOUT = 60
"""Seconds; a letter must be out, or not, long before the messenger takes its attempt for broken off (its LEASE)."""


def read_channels(file: Path) -> Channels:
    """What the file says; of one that is not there, no channels. Raises SetupRefused with the place of the mistake."""
    try:
        if not file.exists():
            return NO_CHANNELS
        if file.stat().st_mode & READ_BY_OTHERS:
            raise SetupRefused(f"渠道设置 {file} 含有密钥，只能由本用户读写：请执行 chmod 600 {file}")
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SetupRefused(f"渠道设置 {file} 不是 UTF-8 文本") from error
    except OSError as error:
        raise SetupRefused(f"渠道设置 {file} 不能读取：{reason(error)}") from error
    try:
        root = parse(text)
        channels = Reader({}, {}).struct(Channels, root) if root and not is_nothing(root) else NO_CHANNELS
    except NotYaml as wrong:
        raise SetupRefused(f"渠道设置 {file} 有误：{wrong.fault}") from wrong
    except Misread as wrong:
        raise SetupRefused(f"渠道设置 {file} 有误：{wrong.fault()}") from wrong
    for complaint in complaints(channels):
        raise SetupRefused(f"渠道设置 {file} 有误：{complaint}")
    return channels


def complaints(channels: Channels) -> list[str]:
    """What is wrong with it although every part can be read."""
    found = []
    if not 1 <= channels.timeout <= LONGEST_TIMEOUT:
        found.append(f"timeout 应为 1 到 {LONGEST_TIMEOUT} 秒")
    if channels.mail and not ADDRESS_IN_SENDER.search(channels.mail.sender):
        found.append("mail.sender 应写发件人的邮箱地址")
    for hook in channels.webhooks:
        if not is_http(hook.url):
            found.append(f"webhooks“{hook.name}”的 url 应以 http:// 或 https:// 开头")
    found += [wrong for robot in channels.robots if (wrong := wrong_with(robot))]
    for medium in OFFICIAL:
        if not is_http(channels.host_of(medium)):
            found.append(f"{MEDIUM_NAMES[medium]}的地址应以 http:// 或 https:// 开头")
    found += [f"{where} 只能用英文字母、数字和符号" for where, text in for_the_wire(channels) if not is_plain(text)]
    names = Counter([robot.name for robot in channels.robots] + [hook.name for hook in channels.webhooks])
    found += [f"名称“{name}”用了{times}次，机器人、接口的名称不能重复" for name, times in names.items() if times > 1]
    return found


def for_the_wire(channels: Channels) -> Iterator[tuple[str, str]]:
    """What goes into a request as it stands, and where it was written; a key or a password is not repeated."""
    if channels.mail:
        yield "mail.sender 的邮箱地址", parseaddr(channels.mail.sender)[1]
        yield "mail.user", channels.mail.user
        yield "mail.password", channels.mail.password
    for hook in channels.webhooks:
        yield f"webhooks“{hook.name}”的 url", hook.url
        yield f"webhooks“{hook.name}”的 token", hook.token
    for robot in channels.robots:
        if robot.kind is not Medium.OTHER:
            yield f"robots“{robot.name}”的 url", robot.url
    for medium in OFFICIAL:
        yield f"{MEDIUM_NAMES[medium]}的地址", channels.host_of(medium)


def is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def wrong_with(robot: Robot) -> str:
    if robot.kind not in ROBOTS:
        return f"robots“{robot.name}”的 kind 可写：{'、'.join(f'{one}（{MEDIUM_NAMES[one]}）' for one in ROBOTS)}"
    if robot.kind is Medium.OTHER:
        return "" if "://" in robot.url else f"robots“{robot.name}”缺少 url（Apprise 地址）"
    if not robot.key:
        return f"robots“{robot.name}”缺少 key（机器人密钥）"
    if robot.url and not is_http(robot.url):
        return f"robots“{robot.name}”的 url 应以 http:// 或 https:// 开头"
    return ""


def is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and " " not in url
    except ValueError:  # a port that is none, half an IPv6 address
        return False
