"""The files of a dossier: the page, the trail, the deadlines, the evidence, the papers, the events, and how to check.

Everything is written as it is read, one problem at a time, one event at a time, one chunk of a file at a time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from adapters.cli.reading import moment
from adapters.dossier import page
from adapters.dossier.about import About
from adapters.dossier.papers import file_name, issued_files, paper_text
from adapters.dossier.parcel import Parcel, Written, chunks_of
from adapters.dossier.readme import README
from adapters.evidence.kinds import KIND_NAMES
from adapters.evidence.store import EvidenceStore, sha256_of
from domain.event_table import EVENTS
from domain.events import Event, topic
from projections.as_of import Basis, Viewpoint
from projections.dossier import CitedEvidence, DossierFacts, texts_in
from projections.ledger import Ref
from projections.ledger_lines import Gate, Masked, Placed, Say, Texts
from projections.ledgers import Ledgers

FORMAT = "duban-dossier/1"
NOT_ENCLOSED, ENCLOSED, MISSING, DAMAGED = "未附", "已附", "佐证库中缺失", "佐证库中已损坏"
EVENT = '{"topic":%s,"event":%s}\n'


@dataclass(frozen=True)
class DossierSource:
    """Where its content comes from. ``evidence``: the store whose files are enclosed; None: only their hashes.

    ``may_export`` notes that a problem is exported, and raises Refused for whom it is not.
    ``labels``: reference -> (subject, field) of sealed texts. ``issued``: the folder of issued documents.
    """

    ledgers: Ledgers
    view: Viewpoint
    may_export: Callable[[Placed], None]
    gate: Gate
    labels: Callable[[Iterable[str]], Mapping[str, tuple[str, str]]]
    evidence: EvidenceStore | None = None
    issued: Path | None = None


class Enclosed(msgspec.Struct, frozen=True):
    """A piece of evidence and what became of its file: the name in the dossier, or why there is none."""

    cited: CitedEvidence
    file: str
    state: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``manifest.json``: what the dossier is, of which moment, who made it, and every file with its SHA-256."""

    format: str
    problems: tuple[str, ...]
    basis: Basis | None
    about: About
    missing: tuple[str, ...]
    files: tuple[Written, ...]


class ProblemWritten(msgspec.Struct, frozen=True):
    """What the index says of a problem, and the evidence of it that could not be enclosed."""

    facts: page.Indexed
    missing: tuple[str, ...]
    basis: Basis


def write_dossier(parcel: Parcel, source: DossierSource, about: About, numbers: Sequence[str], title: str) -> None:
    """All files: those of one problem at the top, of several each in a folder of its own with an index above.

    Raises Refused for a problem that is unknown, or whose names may not be read.
    """
    alone = len(numbers) == 1
    done = [
        write_problem(parcel, source, about, number, "" if alone else f"{file_name(number)}/") for number in numbers
    ]
    if not alone:
        parcel.add("index.html", encoded(page.index(title, [one.facts for one in done], about)))
    parcel.add("readme.txt", [README.encode()])
    manifest = Manifest(
        format=FORMAT,
        problems=tuple(numbers),
        basis=done[0].basis if done else None,
        about=about,
        missing=tuple(name for one in done for name in one.missing),
        files=tuple(parcel.files),
    )
    parcel.add("manifest.json", [pretty(manifest)])
    parcel.add_sums()


def write_problem(parcel: Parcel, source: DossierSource, about: About, number: str, under: str) -> ProblemWritten:
    facts = source.ledgers.dossier(source.view, number, source.gate)
    source.may_export(facts.row)
    enclosed = [enclose(parcel, source.evidence, cited, under) for cited in facts.evidence]
    documents = list(write_papers(parcel, source, facts, under))
    parcel.add(f"{under}events.jsonl", event_lines((*facts.events, *facts.told)))
    parcel.add(f"{under}texts.jsonl", text_lines(source, facts))
    parcel.add(f"{under}trail.json", [pretty(facts.trail)])
    parcel.add(f"{under}deadlines.csv", table(DEADLINE_COLUMNS, map(page.deadline_cells, facts.trail.deadlines)))
    parcel.add(f"{under}evidence.csv", table(EVIDENCE_COLUMNS, map(evidence_cells, enclosed)))
    campaign = source.ledgers.packs[facts.row.campaign].title
    pieces = [page.EvidenceShown(one.cited, one.file, one.state) for one in enclosed]
    parcel.add(f"{under}trail.html", encoded(page.page(facts, pieces, documents, about, campaign)))
    missing = tuple(one.cited.sha256 for one in enclosed if one.state in (MISSING, DAMAGED))
    shown = page.Indexed(number, f"{under}trail.html", facts.line.unit, facts.line.state, facts.line.overdue_wd)
    return ProblemWritten(shown, missing, facts.trail.basis)


# --- evidence and papers ----------------------------------------------------------------------------------------------


def enclose(parcel: Parcel, store: EvidenceStore | None, cited: CitedEvidence, under: str) -> Enclosed:
    """Copy a file of the evidence into the dossier, if files are asked for and it is what its hash says."""
    if store is None:
        return Enclosed(cited, "", NOT_ENCLOSED)
    file = store.path_of(cited.sha256)
    if not file.is_file():
        return Enclosed(cited, "", MISSING)
    if sha256_of(file) != cited.sha256:
        return Enclosed(cited, "", DAMAGED)
    with file.open("rb") as content:
        beginning = content.read(16)
        content.seek(0)
        name = f"{under}evidence/{cited.sha256}{ending(beginning)}"
        parcel.add(name, chunks_of(content), file.stat().st_size)
    return Enclosed(cited, name.removeprefix(under), ENCLOSED)


ENDINGS = {b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"GIF8": ".gif", b"%PDF": ".pdf"}


def ending(beginning: bytes) -> str:
    """So that a picture or a PDF opens by a click; other files keep their bare hash as their name."""
    if beginning[4:8] == b"ftyp":
        return ".mp4"
    return next((ending for signature, ending in ENDINGS.items() if beginning.startswith(signature)), "")


def write_papers(parcel: Parcel, source: DossierSource, facts: DossierFacts, under: str) -> Iterator[str]:
    """The papers of the ladder as they stand, and what was issued for them; the names of the files, from the page."""
    for paper in facts.papers:
        name = f"documents/{file_name(paper.paper_no)}"
        text = paper_text(paper, facts.trail.problem_no)
        parcel.add(f"{under}{name}.txt", [text.encode()])
        yield f"{name}.txt"
        for file in issued_files(source.issued, paper) if source.issued else ():
            assert source.issued is not None, "otherwise there is no file"
            with file.open("rb") as content:
                relative = file.relative_to(source.issued / file_name(paper.paper_no))
                parcel.add(f"{under}{name}/{relative.as_posix()}", chunks_of(content), file.stat().st_size)
            yield f"{name}/{relative.as_posix()}"


# --- events and texts -------------------------------------------------------------------------------------------------


def event_lines(events: Iterable[Event]) -> Iterator[bytes]:
    """One event a line with its envelope, exactly as it is stored, under its topic."""
    for event in events:
        said = msgspec.json.encode(topic(type(event))).decode()
        yield (EVENT % (said, EVENTS.encode(event).decode())).encode()


def text_lines(source: DossierSource, facts: DossierFacts) -> Iterator[bytes]:
    """One sealed text of the problem's events a line, as it may be shown: its reference, what it is, and its words.

    责任追溯 is left out: it may say that the matter was transferred (移交), which a dossier tells nobody.
    """
    refs = texts_in(facts.events)
    texts, labels = Texts(refs, source.ledgers.reveal), source.labels(refs)
    say: Say = texts if facts.in_full else Masked(texts, texts(facts.row.householder))
    for ref in refs:
        if ref in labels and labels[ref][1] == RESPONSIBILITY:
            continue
        yield msgspec.json.encode(TextShown(ref, labels[ref][1] if ref in labels else "", say(ref))) + b"\n"


RESPONSIBILITY = "责任追溯"
"""What the vault calls the answer given when a problem is closed."""


class TextShown(msgspec.Struct, frozen=True):
    ref: Ref
    field: str
    text: str


# --- tables -----------------------------------------------------------------------------------------------------------

DEADLINE_COLUMNS = ("期限", "哪一方", "到期日", "为什么是这一天", "由第几条设定", "由第几条了结", "结果", "过期")
EVIDENCE_COLUMNS = ("SHA-256", "种类", "拍摄时间", "拍摄人", "见第几条", "文件", "情况")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """CSV for a spreadsheet, with the mark by which it knows the encoding; a text like a formula stays a text."""
    yield "\ufeff".encode()
    for row in (columns, *rows):
        line = io.StringIO()
        csv.writer(line).writerow(
            f"'{cell}" if cell != "-" and cell.startswith(("=", "+", "-", "@")) else cell for cell in row
        )
        yield line.getvalue().encode()


def evidence_cells(one: Enclosed) -> Sequence[str]:
    cited = one.cited
    taken = moment(cited.taken_at) if cited.taken_at else ""
    versions = "、".join(map(str, cited.versions))
    return cited.sha256, KIND_NAMES[cited.kind], taken, cited.taken_by, versions, one.file, one.state


def pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value)) + b"\n"


def encoded(lines: Iterable[str]) -> Iterator[bytes]:
    return (f"{line}\n".encode() for line in lines)
