"""The page of a dossier: one HTML file in Chinese that prints on A4, with no script and nothing from outside.

It is given out line by line. Every text is escaped; every line of the trail has an anchor by which it is cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape

import msgspec

from adapters.cli.reading import basis_words, moment, way_words
from adapters.dossier.about import About
from adapters.evidence.kinds import KIND_NAMES
from projections.deadlines import END_NAMES, KeptDeadline
from projections.dossier import CitedEvidence, DossierFacts
from projections.hands import SIDE_NAMES, Hand, Side, who
from projections.ledger_lines import LedgerLine, day_of
from projections.level_papers import ReachedLevel, columns
from projections.message_ledger import MessageLine
from projections.trail import SupervisorLateness, Trail, TrailLine

STYLE = """
@page { size: A4; margin: 20mm 15mm; }
body { font: 10.5pt/1.5 "FangSong", "STFangsong", "Noto Serif CJK SC", serif; max-width: 190mm; margin: 10mm auto; }
h1 { font: bold 18pt/1.4 "SimHei", "Noto Sans CJK SC", sans-serif; text-align: center; }
h2 { font: bold 12pt/1.4 "SimHei", "Noto Sans CJK SC", sans-serif; margin: 6mm 0 2mm; break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #555; padding: 1mm 1.5mm; vertical-align: top; text-align: left; }
th { background: #eee; white-space: nowrap; }
.whole { white-space: nowrap; }
code { font-size: 8pt; overflow-wrap: anywhere; }
p.basis, .small { font-size: 9pt; color: #333; }
.late { font-weight: bold; }
"""

A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Row = Sequence[str]
"""The cells of a row, in HTML."""


class EvidenceShown(msgspec.Struct, frozen=True):
    """A piece of evidence, the file of it that is enclosed (empty: none), and why there is none."""

    cited: CitedEvidence
    file: str
    state: str


class Indexed(msgspec.Struct, frozen=True):
    """A problem in the index of a dossier of several."""

    problem_no: str
    file: str
    unit: str
    state: str
    overdue_wd: int


def page(
    facts: DossierFacts, evidence: Sequence[EvidenceShown], documents: Sequence[str], about: About, campaign: str
) -> Iterator[str]:
    """The whole page of one problem."""
    trail = facts.trail
    yield from head(f"履责情况追溯材料　{trail.problem_no}")
    yield from basis_lines(basis_words(trail.basis), about)
    yield from section("一、问题", ("项目", "内容"), basic_rows(facts.line, trail, campaign))
    yield from section("二、在谁手中", ("经手方", "性质", "起", "止", "工作日", "依据"), map(hand_cells, trail.hands))
    yield from section(
        "三、责任链条", ("第几条", "发生时间", "记录时间", "事项", "经办人"), map(line_cells, trail.lines)
    )
    titles = ("期限", "哪一方", "到期日", "为什么是这一天", "设定", "了结", "结果", "过期")
    yield from section("四、期限清单", titles, (escaped(deadline_cells(one)) for one in trail.deadlines))
    yield from section("五、逾期和上级超时", ("哪一方", "情况"), lateness_rows(trail))
    yield from section("六、各级督办", ("等级", "达到", "文书", "制发", "送达", "签收"), map(level_cells, trail.levels))
    yield from section("七、佐证清单", ("SHA-256", "种类", "拍摄", "见第几条", "文件"), map(evidence_cells, evidence))
    yield from section("八、补录的事项（发生时尚不知悉）", ("第几条", "发生", "知悉", "原因"), known_later(trail.lines))
    yield from section("九、文书", ("文件",), ([link(name)] for name in documents))
    yield "<h2>十、核验</h2>"
    yield "<p>本页各行引用的事件原文在 events.jsonl；全部文件的校验值在 SHA256SUMS，方法见 readme.txt。</p>"
    yield "</body></html>"


def index(title: str, problems: Sequence[Indexed], about: About) -> Iterator[str]:
    """The first page of a dossier of several problems."""
    yield from head(title)
    yield from basis_lines(f"共{len(problems)}个问题", about)
    rows = ([link(one.file, one.problem_no), *escaped((one.unit, one.state, late_words(one)))] for one in problems)
    yield from section("问题清单", ("问题编号", "责任单位", "状态", "逾期"), rows)
    yield "</body></html>"


def late_words(one: Indexed) -> str:
    return f"{one.overdue_wd}个工作日" if one.overdue_wd else "现不逾期"


# --- the parts --------------------------------------------------------------------------------------------------------


def head(title: str) -> Iterator[str]:
    yield '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
    yield f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
    yield f"<h1>{escape(title)}</h1>"


def basis_lines(basis: str, about: About) -> Iterator[str]:
    names = "户主姓名和个人号码已隐去" if about.masked else "含全名，注意保密"
    yield f'<p class="basis">{escape(basis)}。{names}。</p>'
    made = f"由{about.post}{about.name}于{moment(about.exported_at)}导出，用途：{about.purpose}。"
    yield f'<p class="basis">{escape(made)}</p>'


def section(title: str, titles: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A heading and a table, or that there is nothing to list."""
    yield f"<h2>{escape(title)}</h2>"
    cells = "".join(f"<th>{escape(one)}</th>" for one in titles)
    begun = False
    for row in rows:
        if not begun:
            yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
            begun = True
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    yield "</tbody></table>" if begun else "<p>无。</p>"


def basic_rows(line: LedgerLine, trail: Trail, campaign: str) -> Iterator[Row]:
    fields = {
        "问题编号": line.problem_no,
        "专项行动": campaign,
        "问题类型": line.category_name,
        "地点": line.place,
        "户主": line.householder,
        "具体内容": line.content,
        "责任单位": line.unit,
        "责任领导": line.leader,
        "责任人": line.person,
        "整改措施": "；".join(line.measures),
        "整改时限": line.due,
        "状态": line.state,
        "整改成效或进展": line.result,
        "保管期限": trail.retention,
    }
    return (escaped((title, value)) for title, value in fields.items() if value)


def hand_cells(hand: Hand) -> Row:
    named = who(hand) if hand.side is not Side.SUPERVISING else hand.holder
    until = f"{day_of(hand.until)}" if hand.until else "至今"
    cited = [cite(hand.since_version), *([cite(hand.until_version)] if hand.until_version else [])]
    plain = escaped((named, SIDE_NAMES[hand.side], f"{day_of(hand.since)}", until, f"{hand.working_days}"))
    return [*plain, "、".join(cited)]


def line_cells(line: TrailLine) -> Row:
    number = f'<a class="whole" id="v{line.version}">第{line.version}条</a>'
    times = escaped((moment(line.occurred_at), moment(line.recorded_at)))
    notes = "".join(f'<br><span class="small">{escape(note)}</span>' for note in notes_of(line))
    return [number, *times, escape(line.what) + notes, escape(actor_words(line))]


def actor_words(line: TrailLine) -> str:
    lent = f"（代{line.on_behalf_of}）" if line.on_behalf_of else ""
    marks = "".join(f"（{mark}）" for mark in (line.way, line.remark) if mark)
    return f"{line.unit}{line.post} {line.who}{lent}{marks}".strip()


def notes_of(line: TrailLine) -> Iterator[str]:
    """Deadlines with their reasons, signatures, evidence by its hash, and who was told when."""
    for deadline in line.deadlines:
        yield f"{deadline.name}期限{deadline.due_on}：{deadline.explanation}"
    for one in line.signers:
        lent = f"（代{one.on_behalf_of}）" if one.on_behalf_of else ""
        yield f"签字：{one.unit}{one.post} {one.name}{lent}"
    for piece in line.evidence:
        taken = f"，{moment(piece.taken_at)}" if piece.taken_at else ""
        yield f"佐证 {piece.sha256}…（{KIND_NAMES[piece.kind]}{taken}）"
    if line.told is not None:
        yield from told_notes(line.told)


def told_notes(message: MessageLine) -> Iterator[str]:
    for one in message.told:
        read = f"{moment(one.read_at)} 已阅" if one.read_at else "未阅"
        how = "，".join([*map(way_words, one.ways), read])
        yield f"通知 {one.unit}{one.post} {one.name}（{one.capacity}）：{how}"
    for way in message.groups:
        yield f"通知 {way.to}：{way_words(way)}"
    if message.nobody:
        yield f"无人可通知：{'、'.join(message.nobody)}"


def deadline_cells(one: KeptDeadline) -> Row:
    """In plain words; whoever prints them escapes them."""
    return (
        one.name,
        "督办方" if one.supervising else "责任单位",
        f"{one.due_on}",
        one.explanation,
        f"第{one.set_by}条",
        f"第{one.ended_by}条（{one.ended_on}）" if one.ended_by else "-",
        END_NAMES[one.end],
        f"{one.past_wd}个工作日" if one.past_wd else "-",
    )


def lateness_rows(trail: Trail) -> Iterator[Row]:
    for span in trail.overdue_spans:
        yield escaped(("责任单位", f"逾期{span.first}至{span.last}，{span.days}天，{span.wd}个工作日"))
    for late in trail.supervisor_lateness:
        yield ["督办方", f"{escape(late_sentence(late))}（{'、'.join(map(cite, late.cites))}）"]


def late_sentence(late: SupervisorLateness) -> str:
    done = f"{late.done_on}办结" if late.done_on else "尚未办结"
    return f"{late.name}应于{late.due_on}，{done}，超时{late.overdue_wd}个工作日"


def level_cells(level: ReachedLevel) -> Row:
    paper = level.document_no or level.paper_no or "-"
    times = (moment(one) if isinstance(one, datetime) else one for one in columns(level))
    return [escape(level.name), f"{moment(level.reached_at)}（{cite(level.version)}）", *escaped((paper, *times))]


def evidence_cells(one: EvidenceShown) -> Row:
    cited = one.cited
    taken = f"{moment(cited.taken_at) if cited.taken_at else ''} {cited.taken_by}".strip()
    file = link(one.file, "打开") if one.file else escape(one.state)
    hashed = f"<code>{escape(cited.sha256)}</code>"
    return [hashed, *escaped((KIND_NAMES[cited.kind], taken)), "、".join(map(cite, cited.versions)), file]


def known_later(lines: Iterable[TrailLine]) -> Iterator[Row]:
    """What was entered after it had happened: whoever decided meanwhile did not know it."""
    for line in lines:
        if line.recorded_later and not line.moment:
            times = escaped((moment(line.occurred_at), moment(line.recorded_at), line.late_reason))
            yield [cite(line.version), *times]


# --- shared -----------------------------------------------------------------------------------------------------------


def escaped(cells: Iterable[str]) -> list[str]:
    """Plain texts as cells; a date is not broken over two lines."""
    return [A_DATE.sub(r'<span class="whole">\g<0></span>', escape(cell)) for cell in cells]


def cite(version: int) -> str:
    return f'<a class="whole" href="#v{version}">第{version}条</a>'


def link(name: str, words: str = "") -> str:
    return f'<a href="{escape(name)}">{escape(words or name)}</a>'
