"""The rules of a campaign with something changed in them: a policy file, a ladder, day tables."""

from __future__ import annotations

from pathlib import Path

import msgspec

from adapters.packs import load_pack
from adapters.play.cast import changed_pack
from adapters.play.nodes import Misread, NotYaml, parse
from domain.pack import Pack
from domain.policy import Policy
from domain.soundness import unsound

RECKONED = frozenset({"version", "periods", "ladder"})
"""What of a policy a replay reckons with; by the rest people's deeds were judged when they were done."""

POLICY_NAMES = {
    "letter_copies": "督办函抄送",
    "letter_review": "督办文书先核稿后签发",
    "layers": "复核层级",
    "extension_max_days": "延期上限",
    "suspend_max_days": "暂缓上限",
    "long_term_max_days": "长期坚持上限",
    "plan_level": "方案审批层级",
    "close_level": "销号层级",
    "close_waits_for_children": "派生问题未结不销号",
    "head_signs": "主要负责人签字的问题",
    "head_signs_reopened": "反弹问题由主要负责人签字",
    "paper_entry_wd": "线下签批补录期限",
    "not_reached_days": "未见户主天数",
    "look_back": "回头看",
    "signals": "虚假整改线索",
    "retention": "保管期限",
}


class RulesUnreadable(Exception):
    """A file or an option does not say rules; the message says in Chinese what is wrong."""


def other_rules(pack: Pack, policy: Path | None = None, ladder: str = "") -> Pack:
    """The pack with the policy of another pack (a folder) or with some values changed (a YAML file), then the ladder.

    The file and the ladder are written as in a timeline: ``{periods: {CLAIM: 1个工作日}}``, ``催办: 1, 督办函: 2``.
    Raises RulesUnreadable, and PackError for a folder that is no sound pack.
    """
    if policy is not None and policy.is_dir():
        pack = msgspec.structs.replace(pack, policy=load_pack(policy).policy)
    elif policy is not None:
        pack = changed_by(pack, read(policy), policy.name)
    if ladder:
        pack = changed_by(pack, f"ladder: {{steps: {{{ladder}}}}}", "升级阶梯")
    return pack


def changed_by(pack: Pack, text: str, where: str) -> Pack:
    """The pack with what a text changes; no rules may come of it that no pack could have. Raises RulesUnreadable."""
    try:
        node = parse(text)
        if node is None:
            raise RulesUnreadable("规则是空的")
        changed = changed_pack(pack, node)
    except (Misread, NotYaml) as wrong:
        raise RulesUnreadable(f"{where}：{wrong}") from wrong
    except ValueError as wrong:
        raise RulesUnreadable(f"{where}：规则不成立：{wrong}") from wrong
    already = set(unsound(pack, ()))
    faults = [fault.message for fault in unsound(changed, ()) if fault not in already]
    if faults:
        raise RulesUnreadable(f"{where}：规则不成立：{'；'.join(faults)}")
    return changed


def read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise RulesUnreadable(f"读不到规则文件 {file}：{unreadable}") from unreadable


def not_reckoned(was: Policy, would: Policy) -> tuple[str, ...]:
    """What else differs between the two, by its Chinese name: a replay does not judge people's deeds by it."""
    names = (field.name for field in msgspec.structs.fields(Policy) if field.name not in RECKONED)
    return tuple(POLICY_NAMES[name] for name in names if getattr(was, name) != getattr(would, name))
