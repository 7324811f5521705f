"""The `duban` command."""

from __future__ import annotations

import typer

from adapters.cli import acting, demonstrating, evidence, importing, operating, playing, reading
from adapters.cli.output import complaints
from adapters.refusals import SetupRefused
from domain.refusal import Refused
from domain.sealing import KeyDestroyed, SealBroken

app = typer.Typer(
    name="duban",
    help="督办：问题的认领、整改、复核、销号与回头看，全程留痕，到期必督。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command("demo")(demonstrating.demo)
app.command("up")(operating.up)
app.command("import")(importing.import_file)
app.command("import-people")(importing.import_people)
app.command("play")(playing.play)
app.command("do")(acting.do)
app.command("case")(reading.case)
app.command("ledger")(reading.ledger)
app.command("summary")(reading.summary)
app.command("signals")(reading.signals)
app.command("trail")(reading.trail)
app.command("access")(reading.access)
app.add_typer(evidence.app, name="evidence")
app.command("rebuild")(operating.rebuild)
app.command("backup")(operating.backup)
app.command("doctor")(operating.doctor)


def run() -> None:
    """Entry point: what people can put right is said in Chinese with exit code 2, without a traceback."""
    try:
        app()
    except (Refused, SetupRefused, SealBroken, KeyDestroyed) as refused:
        message = refused.message if isinstance(refused, Refused) else str(refused)
        complaints.print(f"[bold red]✗[/] {message}")
        raise SystemExit(2) from None
