"""The mutants (变异) of a file: every way in which one small thing in it can be wrong.

A mutant replaces one span of the text. What is only words (messages, names, docstrings, annotations, decorators) is
left alone: a test that minds it would only repeat it.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import accumulate

Function = ast.FunctionDef | ast.AsyncFunctionDef
Change = tuple[ast.AST, str, str, str]
"""A node, what is wrong with it, the text that stands there instead, and how it is told if not by both texts."""

EDGES = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
OPPOSITES = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add}
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
ELSEWHERE = {
    "ANYWHERE": "OWN_UNIT",
    "OWN_UNIT": "ABOVE",
    "ABOVE": "OWN_OR_ABOVE",
    "OWN_OR_ABOVE": "OWN_UNIT",
    "HOUSEHOLD": "ANYWHERE",
    "SELF": "ANYWHERE",
    "MACHINE": "ANYWHERE",
}
GUARD = 6
"""Which argument of a row of authority is its guard."""


@dataclass(frozen=True)
class Mutant:
    """One span of a file with another text in it. ``function``: the outermost it lies in; empty: at module level.

    ``name``: the function, or what is assigned at module level or in a class; ``nth`` tells mutants of one name apart
    that read alike.
    """

    file: str
    name: str
    function: str
    function_line: int
    line: int
    last_line: int
    begin: int
    end: int
    wrong: str
    told: str
    after: str
    nth: int = 0

    @property
    def id(self) -> str:
        """Stays the same when other parts of the file change."""
        return f"{self.file} {self.name} {self.wrong}: {self.told}" + (f" #{self.nth}" if self.nth else "")

    def text(self, source: str) -> str:
        raw = source.encode()
        return (raw[: self.begin] + self.after.encode() + raw[self.end :]).decode()


def mutants(file: str, source: str) -> list[Mutant]:
    """All of them, in the order of the file."""
    raw = source.encode()
    starts = [0, *accumulate(len(line) for line in raw.splitlines(keepends=True))]
    found: dict[tuple[int, int, str], Mutant] = {}
    for (node, wrong, after, told), name, owner, owner_line in Finder().all(ast.parse(source)):
        begin = starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        place = node.lineno, node.end_lineno, begin, end  # type: ignore[attr-defined]
        words = " ".join((told or f"{raw[begin:end].decode()} -> {after}").split())
        mutant = Mutant(file, name, owner, owner_line, *place, wrong, words, after)
        found.setdefault((begin, end, after), mutant)
    return list(told_apart(sorted(found.values(), key=lambda mutant: (mutant.begin, mutant.end, mutant.after))))


def told_apart(alike: list[Mutant]) -> Iterator[Mutant]:
    seen = Counter[str]()
    for mutant in alike:
        yield replace(mutant, nth=seen[mutant.id])
        seen[mutant.id] += 1


Found = tuple[Change, str, str, int]
"""A change, the name of what it is in, and the outermost function that it lies in with its line."""


class Finder:
    """Walks a module and tells every change with the outermost function that it lies in."""

    def all(self, module: ast.Module) -> Iterator[Found]:
        yield from self.block(module.body, "", 0, "", "")

    def block(self, body: list[ast.stmt], owner: str, line: int, prefix: str, name: str) -> Iterator[Found]:
        for statement in body:
            if isinstance(statement, ast.ClassDef):
                yield from self.block(statement.body, owner, line, f"{prefix}{statement.name}.", name)
            elif isinstance(statement, Function):
                yield from self.function(statement, owner, line, prefix)
            elif not is_only_words(statement):
                inside = owner or name or prefix + assigned(statement)
                for change in changes_in(statement, in_function=bool(owner)):
                    yield change, inside, owner, line
                for inner in blocks_of(statement):
                    yield from self.block(inner, owner, line, prefix, inside)

    def function(self, node: Function, owner: str, line: int, prefix: str) -> Iterator[Found]:
        name = owner or f"{prefix}{node.name}"
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                for change in changes_of_expression(default, node.args):
                    yield change, name, owner, line
        first = min(part.lineno for part in (node, *node.decorator_list))
        yield from self.block(node.body, name, line or first, "", name)


def assigned(statement: ast.stmt) -> str:
    """The names that a statement gives a value."""
    match statement:
        case ast.Assign(targets=targets):
            return ", ".join(map(ast.unparse, targets))
        case ast.AnnAssign(target=target):
            return ast.unparse(target)
    return "-"


def is_only_words(statement: ast.stmt) -> bool:
    """Docstrings, imports, assertions for the type checker, and aliases of types."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(value=ast.Subscript()) if statement.col_offset == 0:
            return True
    return False


def blocks_of(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield block
    for handler in getattr(statement, "handlers", ()):
        yield handler.body
    for case in getattr(statement, "cases", ()):
        yield case.body


def changes_in(statement: ast.stmt, in_function: bool) -> Iterator[Change]:
    """Of the statement itself and of its own expressions, not of the statements inside it."""
    if in_function:
        yield from dropped(statement)
    for name, value in ast.iter_fields(statement):
        if name in ("annotation", "type_comment", "body", "orelse", "finalbody", "handlers", "cases"):
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                yield from changes_of_expression(part, statement)


def dropped(statement: ast.stmt) -> Iterator[Change]:
    match statement:
        case ast.Raise() | ast.Continue() | ast.Break() | ast.AugAssign() | ast.Return(value=None):
            yield statement, "statement dropped", "pass", ast.unparse(statement)
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield statement, "event dropped", "if False: yield", ast.unparse(statement)
        case ast.Expr(value=ast.Call()) | ast.Assign(targets=[ast.Subscript()]):
            yield statement, "statement dropped", "pass", ast.unparse(statement)
        case ast.Return(value=value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield statement, "returns nothing", "return None", ast.unparse(statement)


def changes_of_expression(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    yield from changes_of(node, parent)
    for child in node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node):
        yield from changes_of_expression(child, node)


def changes_of(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare():
            yield from other_comparisons(node)
        case ast.BoolOp():
            yield from other_connections(node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, "not dropped", shown(operand), ""
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield node, "sign", shown(operand), ""
        case ast.BinOp(op=op) if type(op) in SIGNS:
            yield node, "sign", shown(ast.BinOp(node.left, SIGNS[type(op)](), node.right)), ""
        case ast.Constant(value=bool() as value):
            yield node, "truth", str(not value), ""
        case ast.Constant(value=int() as value):
            yield from ((node, "number", f"({value + step})", "") for step in (1, -1))
        case ast.Tuple() | ast.List() | ast.Set() if is_collection(node, parent):
            yield from (element_dropped(node, index) for index in range(len(node.elts)))
        case ast.Dict():
            yield from (entry_dropped(node, index) for index in range(len(node.keys)))
        case ast.Call():
            yield from other_calls(node)
        case ast.Attribute(value=ast.Name(id="Where"), attr=place):
            yield node, "place", f"Where.{ELSEWHERE[place]}", ""
    if is_bare_condition(node, parent):
        yield node, "negated", shown(ast.UnaryOp(ast.Not(), node)), ""  # type: ignore[arg-type]


def other_comparisons(node: ast.Compare) -> Iterator[Change]:
    for index, op in enumerate(node.ops):
        for others, wrong in ((EDGES, "edge"), (OPPOSITES, "comparison")):
            if type(op) in others:
                changed = deepcopy(node)
                changed.ops[index] = others[type(op)]()
                yield node, wrong, shown(changed), ""


def other_connections(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield node, "and/or", shown(ast.BoolOp(other, node.values)), ""
    for index in range(len(node.values)):
        left = [value for position, value in enumerate(node.values) if position != index]
        yield node, "condition dropped", shown(ast.BoolOp(node.op, left) if len(left) > 1 else left[0]), ""


def is_collection(node: ast.Tuple | ast.List | ast.Set, parent: ast.AST) -> bool:
    """What is written out one by one; neither the pair (event, its fields) nor what is assigned or subscripted."""
    if isinstance(node, ast.Tuple | ast.List) and not isinstance(node.ctx, ast.Load):
        return False
    pair = isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Name)
    return not (isinstance(parent, ast.Subscript | ast.comprehension) or (pair and isinstance(node.elts[1], ast.Dict)))


def element_dropped(node: ast.Tuple | ast.List | ast.Set, index: int) -> Change:
    left = [shown(element) for position, element in enumerate(node.elts) if position != index]
    match node:
        case ast.Tuple():
            text = f"({', '.join(left)}{',' if len(left) == 1 else ''})"
        case ast.List():
            text = f"[{', '.join(left)}]"
        case _:
            text = f"{{{', '.join(left)}}}" if left else "set()"
    return node, "element dropped", text, f"{shown(node.elts[index])} of {ast.unparse(node)}"


def entry_dropped(node: ast.Dict, index: int) -> Change:
    keys, values = list(node.keys), list(node.values)
    key, value = keys.pop(index), values.pop(index)
    told = f"{ast.unparse(key) if key else '**'}: {ast.unparse(value)}"
    return node, "entry dropped", shown(ast.Dict(keys, values)), told


def other_calls(node: ast.Call) -> Iterator[Change]:
    for index in range(len(node.keywords)):
        changed = deepcopy(node)
        del changed.keywords[index]
        yield (
            node,
            "argument dropped",
            shown(changed),
            f"{ast.unparse(node.keywords[index])} of {ast.unparse(node.func)}",
        )
    match node.func:
        case ast.Name(id=name) if name in TWINS:
            yield node.func, "twin", TWINS[name], ""
        case ast.Name(id="Act") if len(node.args) > GUARD and isinstance(node.args[GUARD], ast.Name):
            yield (
                node.args[GUARD],
                "guard dropped",
                "None",
                f"{ast.unparse(node.args[GUARD])} of {ast.unparse(node.args[0])}",
            )


def is_bare_condition(node: ast.AST, parent: ast.AST) -> bool:
    """A name, an attribute or a call that decides alone."""
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr):
        return False
    match parent:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            return node is test
        case ast.comprehension(ifs=conditions):
            return node in conditions
    return False


def shown(node: ast.AST) -> str:
    """In brackets: it may stand anywhere."""
    text = ast.unparse(ast.fix_missing_locations(node))
    simple = isinstance(node, ast.Name | ast.Constant | ast.Attribute | ast.Call | ast.Dict | ast.Starred)
    return text if simple else f"({text})"
