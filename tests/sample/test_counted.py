"""The totals of a county, counted by the ledgers and, without anything of ours, by SQL over the bare events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from adapters.installation import Installation, open_installation
from adapters.sample.making import ENDS_AT
from bench.counted import Figures, in_sql, in_the_tables
from projections.as_of import Viewpoint
from projections.ledger_lines import Selection
from tests.conftest import Database
from tests.sample.county import SMALL, made_in

CHOSEN = Selection(campaign="xiaoxian_2022")


def test_the_ledgers_show_what_sql_counts_in_the_events(database: Database) -> None:
    with county_on(database) as opened:
        shown = in_the_tables(opened.read_ledgers(), Viewpoint(ENDS_AT), CHOSEN)
    assert shown == counted(database)
    assert sum(number for name, number in shown.items() if name.endswith(" found")) > SMALL.problems * 0.9
    assert shown["in time"] < shown["due"]
    assert {"level 0", "level 1", "level 2", "MONITORING households"} <= shown.keys()


def test_the_two_counts_differ_as_soon_as_an_event_is_gone(sqlite_database: Database) -> None:
    with county_on(sqlite_database) as opened:
        shown = in_the_tables(opened.read_ledgers(), Viewpoint(ENDS_AT), CHOSEN)
    with sqlite_database.engine().begin() as connection:
        connection.execute(
            text(
                "DELETE FROM stored_events WHERE notification_id = "
                "(SELECT MAX(notification_id) FROM stored_events WHERE topic = 'problem.closed')"
            )
        )
    assert shown != counted(sqlite_database)


@contextmanager
def county_on(database: Database) -> Iterator[Installation]:
    """Made in an empty store whose vault has the key of the sample, and followed to its end."""
    database.key_file.parent.mkdir(exist_ok=True)
    database.key_file.write_text(SMALL.master_key.hex())
    with open_installation(database.settings) as opened:
        made_in(opened.store)
        opened.catch_up()
        yield opened


def counted(database: Database) -> Figures:
    with database.engine().connect() as connection:
        return in_sql(connection, ENDS_AT)
