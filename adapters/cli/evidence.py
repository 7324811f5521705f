"""佐证: `duban evidence add` and `verify`, and how `duban do` reads a piece of evidence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from msgspec.structs import replace
from yaml import MappingNode, Node

from adapters.cli.opening import installation
from adapters.cli.output import complaints, console, print_json
from adapters.evidence.cited import cited_evidence
from adapters.evidence.kinds import KIND_NAMES
from adapters.evidence.store import HARM_NAMES, SHA256, EvidenceRefused, EvidenceStore, Kept
from adapters.play.nodes import Misread, entries_of, text_of
from adapters.play.reading import Read, Reader, english, fields_of
from adapters.play.words import ARGUMENTS
from domain.calendar import SHANGHAI
from domain.problem.problem import Evidence

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]

app = typer.Typer(no_args_is_help=True, help="佐证材料：存入文件，核验文件。")


class Added(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one file: what it is, or why it was refused."""

    file: str
    kept: Kept | None = None
    refused: str = ""


class Harmed(msgspec.Struct, frozen=True):
    """A file that is not as it was, and the problems that rest on it."""

    name: str
    harm: str
    problems: tuple[str, ...]


@app.command("add")
def add(files: Annotated[list[Path], typer.Argument(help="视频、录音、图片或文档")], as_json: AsJson = False) -> None:
    """存入佐证文件并给出哈希；同一内容只存一份，存入后不再改动。有文件被拒收时退出码为 1。"""
    with installation() as opened:
        store = opened.evidence
        added = [added_to(store, file) for file in files]
    if as_json:
        print_json(added)
    else:
        for each in added:
            show_added(each)
    if any(each.refused for each in added):
        raise typer.Exit(1)


def added_to(store: EvidenceStore, file: Path) -> Added:
    try:
        return Added(file.name, store.take_in(file))
    except EvidenceRefused as refused:
        return Added(file.name, refused=str(refused))


def show_added(each: Added) -> None:
    if each.kept is None:
        complaints.print(f"[bold red]✗[/] {each.file}：{each.refused}")
        return
    taken = f"，拍摄于 {local(each.kept.taken_at)}" if each.kept.taken_at else ""
    console.print(f"{each.kept.sha256}  {each.file}（{KIND_NAMES[each.kept.kind]}{taken}）", soft_wrap=True)


@app.command("verify")
def verify(as_json: AsJson = False) -> None:
    """重新计算全部佐证文件的哈希，列出损坏的、缺失的和来历不明的；有任何一件时退出码为 1。"""
    with installation() as opened:
        cited = cited_evidence(opened.casework.recorder)
        faults = list(opened.evidence.verify(cited))
    harmed = [Harmed(fault.name, HARM_NAMES[fault.harm], tuple(cited.get(fault.name, ()))) for fault in faults]
    if as_json:
        print_json({"cited": len(cited), "harmed": harmed})
    else:
        for each in harmed:
            resting = f"，涉及 {'、'.join(each.problems)}" if each.problems else ""
            console.print(f"[red]✗[/] {each.name}  {each.harm}{resting}", soft_wrap=True)
        if not harmed:
            console.print(f"[green]✓[/] 佐证库完好，事件引用的 {len(cited)} 件都在")
    if harmed:
        raise typer.Exit(1)


def piece_of_evidence(store: EvidenceStore, node: Node, keep: bool, person: Read) -> Evidence:
    """A piece named by its file, or by the hash under which it is kept; ``{file, taken_at, taken_by}`` says more.

    Its hash and its kind come from the file alone, and the camera's own time stands where there is one. Without
    ``keep`` (a preview) a file is only looked at. ``person`` reads who took it. Raises EvidenceRefused and Misread.
    """
    whole = node
    told = entries_of(node, part_of_a_piece) if isinstance(node, MappingNode) else {}
    node = told.pop("file", told.pop("sha256", node))
    word = text_of(node)
    if SHA256.fullmatch(word):
        kept = store.recall(word)
    else:
        kept = store.take_in(Path(word)) if keep else store.examine(Path(word))
    piece = Reader({}, {"taken_by": person}).fields(Evidence, whole, told, {"sha256": kept.sha256, "kind": kept.kind})
    if kept.taken_at is None:
        return piece
    if piece.taken_at not in (None, kept.taken_at):
        raise Misread(node, f"照片自带的拍摄时间是 {local(kept.taken_at)}，与填写的不同；请去掉 taken_at")
    return replace(piece, taken_at=kept.taken_at)


def part_of_a_piece(key: str) -> str:
    return english(key, (*fields_of(Evidence), "file"), ARGUMENTS | {"file": "文件"})


def local(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
