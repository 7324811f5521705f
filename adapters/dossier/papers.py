"""The papers in a dossier: of each paper of the ladder what there is to say now, and whatever was issued as a file.

Files that were issued for a paper lie in the folder of issued documents under the number of the paper's draft; they
are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from adapters.cli.reading import moment
from domain.policy import LEVEL_NAMES
from domain.supervision_paper.paper import LINE_STATES, STAGE_NAMES, SupervisionPaper


def paper_text(paper: SupervisionPaper, problem_no: str) -> str:
    """The paper in words, of its lines only that of the one problem; ends with a line break."""
    lines = [
        f"{LEVEL_NAMES[paper.level]}　{paper.document_no or '（未编文号）'}",
        "",
        f"拟稿编号：{paper.paper_no}",
        f"被督办单位：{paper.unit}",
        f"拟稿时间：{moment(paper.drafted_at)}",
        f"状态：{STAGE_NAMES[paper.stage]}",
        f"核稿人：{paper.reviewer.name if paper.reviewer else '（未核稿）'}",
        f"签批人：{paper.signer.name if paper.signer else '（未签批）'}",
        f"制发时间：{moment(paper.issued_at) if paper.issued_at else '（未制发）'}",
        f"签发时的摘要（SHA-256）：{paper.digest.sha256 if paper.digest else '（未签发）'}",
        f"抄送：{'、'.join(paper.copies) or '无'}",
        f"送达时间：{moment(paper.served_at) if paper.served_at else '（未送达）'}",
        f"签收：{signed_for(paper)}",
        f"签批超时：{f'{paper.late_wd}个工作日' if paper.late_wd else '无'}",
        "",
        f"共列入{len(paper.entries)}个问题，其中：",
    ]
    for line in paper.lines:
        if line.problem_no == problem_no:
            lines.append(f"{line.problem_no}　{line.basis}　{LINE_STATES[line.state]}")
    return "\n".join(lines) + "\n"


def signed_for(paper: SupervisionPaper) -> str:
    if paper.received_at is None:
        return "（未签收）"
    return f"{paper.receiver.name if paper.receiver else ''} {moment(paper.received_at)}".strip()


def issued_files(folder: Path, paper: SupervisionPaper) -> Iterator[Path]:
    """The files issued for a paper, in the order of their names."""
    under = folder / file_name(paper.paper_no)
    yield from sorted(file for file in under.rglob("*") if file.is_file() and not file.is_symlink())


def file_name(number: str) -> str:
    """A number as a name of a file: 文号 may hold what no file system takes."""
    return "".join("-" if character in '/\\:*?"<>|' else character for character in number)
