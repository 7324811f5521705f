"""The `duban` command."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import typer
from rich.markup import escape
from typer._click.core import Command
from typer._click.exceptions import NoArgsIsHelpError, UsageError

from adapters.cli import (
    acting,
    archiving,
    assessing,
    authority,
    comparing,
    covering,
    demonstrating,
    documents,
    dossiers,
    evidence,
    exporting,
    filing,
    handing_back,
    importing,
    inspecting,
    issuing,
    letters,
    looking,
    mining,
    operating,
    packing,
    picturing,
    playing,
    reading,
    reconciling,
    restoring,
    sampling,
    supposing,
    tabling,
    telling,
    trails,
    undoing,
)
from adapters.cli.chinese import complaint, speak_chinese
from adapters.cli.output import complaints
from adapters.packs import PackError
from adapters.printing.refusals import ExportRefused
from adapters.refusals import SetupRefused
from adapters.roles.table import ROLES
from domain.calendar import CalendarNotCovered
from domain.refusal import Refused
from domain.sealing import SealBroken
from projections.follower import AheadOfLog, Fenced
from projections.log import CannotRead

app = typer.Typer(
    name="duban",
    help="督办：问题的认领、整改、复核、销号与回头看，全程留痕，到期必督。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command("demo")(demonstrating.demo)
app.command("sample")(sampling.sample)
app.command("up")(operating.up)
for role in ROLES.values():
    app.command(role.name)(operating.role_command(role))
app.command("import")(importing.import_file)
app.command("import-back")(handing_back.import_back)
app.command("undo-import")(undoing.undo_import)
app.command("import-people")(importing.import_people)
app.command("play")(playing.play)
app.command("do")(acting.do)
app.command("case")(reading.case)
app.command("ledger")(reading.ledger)
app.command("summary")(reading.summary)
app.command("table")(tabling.table)
app.command("assessment")(assessing.assessment)
app.command("monitoring")(reading.monitoring)
app.command("papers")(filing.papers)
app.command("trail")(trails.trail)
app.command("dossier")(dossiers.dossier)
app.command("verify-dossier")(dossiers.verify_dossier)
app.add_typer(telling.inbox, name="inbox")
app.command("messages")(telling.messages)
app.add_typer(telling.contacts, name="contacts")
app.command("coverage")(covering.show)
app.command("accounts")(comparing.accounts)
app.command("reconcile")(reconciling.reconcile)
app.command("cleared")(comparing.cleared)
app.command("what-if")(supposing.suppose)
app.command("inspections")(inspecting.inspections)
app.command("authority")(authority.authority)
app.command("signals")(reading.signals)
app.command("stale")(looking.stale)
app.command("look-backs")(looking.look_backs)
app.command("subsistence")(looking.subsistence)
app.command("picture")(picturing.picture)
app.command("alike")(reading.alike)
app.command("access")(reading.access)
app.add_typer(issuing.app, name="issue")
app.command("export")(exporting.export)
app.add_typer(letters.app, name="letters")
app.add_typer(documents.app, name="documents")
app.add_typer(evidence.app, name="evidence")
app.add_typer(archiving.app, name="archive")
app.command("rebuild")(operating.rebuild)
app.command("backup")(operating.backup)
app.command("restore")(restoring.restore)
app.command("recount")(operating.recount)
app.command("doctor")(operating.doctor)
app.add_typer(mining.app, name="mining")
app.add_typer(packing.app, name="pack")
speak_chinese(app)


@cache
def command_line() -> Command:
    """All commands with their options, read from their functions once for a process, however many it is given."""
    return typer.main.get_command(app)


def run(words: Sequence[str] | None = None) -> None:
    """Entry point: what people can put right is said in Chinese with exit code 2, without a traceback."""
    try:
        code = command_line()(words, standalone_mode=False)
    except NoArgsIsHelpError:
        code = 2  # the help has been shown
    except UsageError as wrong:
        code = refuse(complaint(wrong))
    except Refused as refused:
        code = refuse(refused.message)
    except (
        SetupRefused,
        PackError,
        ExportRefused,
        SealBroken,
        CalendarNotCovered,
        AheadOfLog,
        CannotRead,
        Fenced,
    ) as refused:
        code = refuse(str(refused))
    raise SystemExit(code or 0)


def refuse(message: str) -> int:
    complaints.print(f"[bold red]✗[/] {escape(message)}", soft_wrap=True)
    return 2
