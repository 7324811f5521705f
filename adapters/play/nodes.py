"""YAML with line numbers. Every value stays the text as it was written, so that 10:00 is a time and not 600 minutes;
what is asked for decides how it is read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping

import msgspec
import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

PLACEHOLDER = re.compile(r"\{(item(?:\.\w+)?|n)\}")
DEEPEST = 60
NOTHING = {"", "~", "null", "无", "none"}


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing to put right in a file. ``step`` counts from 1; 0 is outside the steps."""

    line: int
    message: str
    step: int = 0

    def __str__(self) -> str:
        return f"第{self.line}行{f'（第{self.step}步）' if self.step else ''}：{self.message}"


class Misread(Exception):
    """A node does not say what is asked for; ``message`` says in Chinese what would be right."""

    def __init__(self, node: Node, message: str) -> None:
        super().__init__(message)
        self.line = node.start_mark.line + 1
        self.message = message

    def fault(self, step: int = 0) -> Fault:
        return Fault(self.line, self.message, step)


class NotYaml(Exception):
    """The text is no YAML, or uses what a timeline has no use for."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def parse(text: str) -> Node | None:
    """The tree of nodes, None for an empty text. Raises NotYaml."""
    try:
        _refuse_what_harms(text)
        root: Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NotYaml(Fault(line, "YAML 格式有误，请检查缩进（只用空格）、冒号后的空格、引号和括号")) from error
    except yaml.YAMLError as error:
        raise NotYaml(Fault(1, f"不是可以读取的 YAML 文件：{error}")) from error
    return root


def _refuse_what_harms(text: str) -> None:
    """No aliases, which may unfold without end, and no depth at which composing, recursive in C, ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, AliasEvent):
            raise NotYaml(Fault(line, "不支持 YAML 的锚点和别名（& 和 *），重复的内容请照写（剧本中可用 repeat）"))
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise NotYaml(Fault(line, f"子项套了 {DEEPEST} 层以上，请检查缩进和括号"))


# --- what a node says ----------------------------------------------------------------------------------------------


def is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.style and node.value.strip().lower() in NOTHING


def kind_of(node: Node) -> str:
    """What stands there, for a message."""
    if isinstance(node, ScalarNode):
        return f"“{node.value[:20]}”" if node.value else "空的"
    return "列表" if isinstance(node, SequenceNode) else "子项"


def text_of(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        raise Misread(node, f"这里应是一个值，不是列表或子项（现在是{kind_of(node)}）")
    return str(node.value).strip()


def items_of(node: Node) -> list[Node]:
    """The members of a list; a single value is a list of one, nothing an empty list."""
    if isinstance(node, SequenceNode):
        return list(node.value)
    return [] if is_nothing(node) else [node]


def entries_of(node: Node, rename: Callable[[str], str] = str) -> dict[str, Node]:
    """Key -> value, each key once."""
    if is_nothing(node):
        return {}
    if not isinstance(node, MappingNode):
        raise Misread(node, f"这里应是“名称: 值”的形式（现在是{kind_of(node)}）")
    entries: dict[str, Node] = {}
    for key, value in node.value:
        name = rename(text_of(key))
        if name in entries:
            raise Misread(key, f"“{text_of(key)}”重复了")
        entries[name] = value
    return entries


def key_node(node: Node, number: int = 0) -> Node:
    """The key of an entry, for pointing at its line."""
    return node.value[number][0] if isinstance(node, MappingNode) and node.value else node


def key_named(node: Node, name: str) -> Node:
    """The key that is written so, for pointing at its line."""
    assert isinstance(node, MappingNode)
    return next((key for key, _ in node.value if text_of(key) == name), node)


def mapping(pairs: Mapping[str, str]) -> MappingNode:
    """Arguments from a command line as a node: each value a text, or YAML where it is a list or a mapping."""
    root = yaml.compose("{}", Loader=yaml.CSafeLoader)
    assert isinstance(root, MappingNode)
    for name, value in pairs.items():
        written = parse(value) if value.lstrip()[:1] in ("[", "{") else None
        root.value.append((scalar(name, root), written or scalar(value, root)))
    return root


def part(whole: Node, entries: Mapping[str, Node]) -> MappingNode:
    """Some entries as a mapping of their own, at the place of the whole."""
    pairs = [(scalar(name, value), value) for name, value in entries.items()]
    return MappingNode("tag:yaml.org,2002:map", pairs, whole.start_mark, whole.end_mark)


def scalar(text: str, beside: Node) -> ScalarNode:
    """A text that the file does not have, at the place of a node that it has."""
    return ScalarNode("tag:yaml.org,2002:str", text, beside.start_mark, beside.end_mark)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint in brackets: the known word that was probably meant; empty if none is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"（是不是“{found[0]}”？）" if found else ""


# --- repeat --------------------------------------------------------------------------------------------------------


def filled_in(node: Node, item: Node, number: int) -> Node:
    """A copy in which ``{item}`` (or ``{item.name}``) stands for the item and ``{n}`` for its number from 1."""
    whole = _whole_placeholder(node)
    if whole is not None:
        return _filler(node, whole, item, number)
    if isinstance(node, ScalarNode):
        text = PLACEHOLDER.sub(lambda found: text_of(_filler(node, found[1], item, number)), node.value)
        return ScalarNode(node.tag, text, node.start_mark, node.end_mark, style=node.style)
    if isinstance(node, SequenceNode):
        members = [filled_in(member, item, number) for member in node.value]
        return SequenceNode(node.tag, members, node.start_mark, node.end_mark)
    assert isinstance(node, MappingNode)
    pairs = [(filled_in(key, item, number), filled_in(value, item, number)) for key, value in node.value]
    return MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


def _whole_placeholder(node: Node) -> str | None:
    """The placeholder that is all of the node; ``case: {item}`` without quotes is a mapping to YAML."""
    if isinstance(node, ScalarNode):
        found = PLACEHOLDER.fullmatch(node.value.strip())
        return found[1] if found else None
    if isinstance(node, MappingNode) and len(node.value) == 1:
        key, value = node.value[0]
        if isinstance(key, ScalarNode) and is_nothing(value) and PLACEHOLDER.fullmatch(f"{{{key.value}}}"):
            return str(key.value)
    return None


def _filler(node: Node, name: str, item: Node, number: int) -> Node:
    if name == "n":
        return scalar(str(number), node)
    if name == "item":
        return item
    part = entries_of(item).get(name.removeprefix("item."))
    if part is None:
        raise Misread(node, f"repeat 的第{number}项没有“{name.removeprefix('item.')}”")
    return part
