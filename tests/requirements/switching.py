"""How a rule is taken out of a file of the product."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.requirements.rows import Switch


class CannotSwitch(Exception):
    """The switch does not fit the file: the message says what was looked for."""


def switched_off(tree: Path, switch: Switch) -> str:
    """The text of the file of this tree without the rule. Raises CannotSwitch."""
    file = tree / switch.file
    if not file.is_file():
        raise CannotSwitch(f"没有文件 {switch.file}")
    text = file.read_text(encoding="utf-8")
    if switch.function:
        return returning_at_once(text, switch)
    times = text.count(switch.old)
    if times != 1:
        raise CannotSwitch(f"{switch.file} 中此段文字出现{times}次，应恰好1次：{switch.old}")
    return text.replace(switch.old, switch.new)


def returning_at_once(text: str, switch: Switch) -> str:
    """The source in which the function does nothing but return the expression."""
    function = function_named(ast.parse(text), switch)
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    begins = min(node.lineno for node in (first, *getattr(first, "decorator_list", ())))
    if begins == function.lineno:
        raise CannotSwitch(f"{switch.file} 的 {switch.function} 写在一行里，请用 old、new")
    lines = text.splitlines(keepends=True)
    lines.insert(begins - 1, f"{' ' * first.col_offset}return {switch.returns}\n")
    return "".join(lines)


def function_named(module: ast.Module, switch: Switch) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """``name``, or ``Class.name``."""
    body = module.body
    *classes, name = switch.function.split(".")
    for outer in classes:
        body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == outer), [])
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return node
    raise CannotSwitch(f"{switch.file} 中没有函数 {switch.function}")
