"""The sample counted once more, by SQL over the bare events, with nothing of ours: what the tables show must be that.

Each query reads the table of events and the JSON in it, and says again in its own words what the ledgers say in Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from domain.policy import Level
from projections.as_of import Viewpoint
from projections.ledger import LedgerRow
from projections.ledger_lines import Selection
from projections.ledgers import Ledgers
from projections.summary import assessed

Figures = Mapping[str, int]
"""What was counted, by its name."""

FIELD = {
    "sqlite": "json_extract(CAST(state AS TEXT), '$.{}')",
    "postgresql": "(convert_from(state, 'UTF8')::jsonb #>> '{{{}}}')",
}
TRUE = {"sqlite": "1", "postgresql": "'true'"}

ENDED = """
    SELECT DISTINCT originator_id FROM stored_events
    WHERE topic IN ('problem.found_untrue', 'problem.voided', 'problem.merged')
       OR (topic = 'problem.refusal_upheld' AND COALESCE([another_unit] <> TRUE, 1 = 1))
"""
NOW_CLOSED = """
    SELECT originator_id FROM (
        SELECT originator_id, topic,
               ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
        FROM stored_events WHERE topic IN ('problem.closed', 'problem.reopened')
    ) AS closings WHERE back = 1 AND topic = 'problem.closed'
"""
BY_CATEGORY = f"""
    SELECT category, COUNT(*), SUM(CASE WHEN is_closed THEN 1 ELSE 0 END) FROM (
        SELECT [category] AS category, originator_id IN ({NOW_CLOSED}) AS is_closed
        FROM stored_events WHERE topic = 'problem.registered' AND originator_id NOT IN ({ENDED})
    ) AS problems GROUP BY category
"""
BY_UNIT = f"""
    SELECT unit, COUNT(*), SUM(CASE WHEN is_closed THEN 1 ELSE 0 END), SUM(reopened), SUM(returned) FROM (
        SELECT [unit] AS unit, originator_id IN ({NOW_CLOSED}) AS is_closed,
               (SELECT COUNT(*) FROM stored_events AS later
                WHERE later.originator_id = given.originator_id AND later.topic = 'problem.reopened') AS reopened,
               (SELECT COUNT(*) FROM stored_events AS later
                WHERE later.originator_id = given.originator_id AND later.topic = 'problem.returned') AS returned
        FROM stored_events AS given WHERE topic = 'problem.dispatched'
    ) AS problems GROUP BY unit
"""
# Without 移交 (5): no ledger tells who was to be transferred.
BY_LEVEL = """
    SELECT level, COUNT(*) FROM (
        SELECT originator_id,
               MAX(CASE topic WHEN 'problem.reminded' THEN 0 ELSE CAST([level] AS INTEGER) END) AS level
        FROM stored_events
        WHERE (topic = 'problem.escalation_proposed' OR topic = 'problem.escalation_reached'
               OR (topic = 'problem.reminded' AND [units] IS NULL))
          AND NOT (topic = 'problem.escalation_proposed' AND CAST([level] AS INTEGER) = 5)
          AND COALESCE([supervising] <> TRUE, 1 = 1)
        GROUP BY originator_id
    ) AS highest GROUP BY level
"""
ON_TIME = f"""
    WITH dates AS (
        SELECT originator_id, [due.at] AS due,
               ROW_NUMBER() OVER (PARTITION BY originator_id ORDER BY originator_version DESC) AS back
        FROM stored_events AS dated
        WHERE topic IN ('problem.dispatched', 'problem.claimed', 'problem.refusal_overturned', 'problem.plan_approved',
                        'problem.extension_granted', 'problem.resumed')
          AND [due.at] IS NOT NULL
          AND (topic <> 'problem.extension_granted' OR COALESCE([late] <> TRUE, 1 = 1))
          AND NOT EXISTS (SELECT 1 FROM stored_events AS before
                          WHERE before.originator_id = dated.originator_id
                            AND before.originator_version < dated.originator_version
                            AND before.topic = 'problem.reopened')
          AND (topic <> 'problem.resumed' OR COALESCE((
                SELECT [late] <> TRUE FROM stored_events AS asked
                WHERE asked.originator_id = dated.originator_id AND asked.topic = 'problem.pause_requested'
                  AND asked.originator_version < dated.originator_version
                ORDER BY asked.originator_version DESC LIMIT 1), 1 = 1))
    ), done AS (
        SELECT originator_id, MAX([completed_at]) AS at FROM stored_events
        WHERE topic = 'problem.closed' AND originator_id IN ({NOW_CLOSED}) GROUP BY originator_id
    )
    SELECT COUNT(*), SUM(CASE WHEN done.at <= dates.due AND dates.originator_id NOT IN (
        SELECT originator_id FROM stored_events WHERE topic = 'problem.reopened') THEN 1 ELSE 0 END)
    FROM dates LEFT JOIN done ON done.originator_id = dates.originator_id
    WHERE back = 1 AND dates.due <= :at AND dates.originator_id NOT IN ({ENDED})
"""
HOUSEHOLDS = """
    SELECT category, COUNT(*) FROM (
        SELECT [category] AS category, originator_id FROM stored_events WHERE topic = 'monitoring.clue_registered'
          AND originator_id IN (
            SELECT originator_id FROM stored_events WHERE topic = 'monitoring.review_held' AND [passed] = TRUE)
          AND originator_id NOT IN (
            SELECT originator_id FROM stored_events WHERE topic = 'monitoring.rejected')
    ) AS proposed GROUP BY category
"""


def in_sql(connection: Connection, at: datetime) -> Figures:
    """What the events say, on whichever database they are."""
    figures: dict[str, int] = {}

    def rows(query: str, **given: str) -> list[tuple[object, ...]]:
        asked = text(spoken(query, connection.dialect.name))
        return [tuple(row) for row in connection.execute(asked, given)]

    for category, found, closed in rows(BY_CATEGORY):
        figures |= {f"{category} found": count(found), f"{category} closed": count(closed)}
    for unit, found, closed, reopened, returned in rows(BY_UNIT):
        figures |= {f"{unit} dispatched": count(found), f"{unit} closed": count(closed)}
        figures |= {f"{unit} reopened": count(reopened), f"{unit} returned": count(returned)}
    figures |= {f"level {level}": count(number) for level, number in rows(BY_LEVEL)}
    figures |= {f"{category} households": count(number) for category, number in rows(HOUSEHOLDS)}
    [(due, in_time)] = rows(ON_TIME, at=f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return {name: n for name, n in (figures | {"due": count(due), "in time": count(in_time)}).items() if n}


def spoken(query: str, dialect: str) -> str:
    """[a.b] is the field b of a in the JSON of an event; TRUE is how the database gives a true one."""
    field = FIELD[dialect]
    separator = "." if dialect == "sqlite" else ","
    told = re.sub(r"\[([a-z_.]+)\]", lambda name: field.format(name[1].replace(".", separator)), query)
    return re.sub(r"\bTRUE\b", TRUE[dialect], told).replace("::", r"\:\:")


def in_the_tables(ledgers: Ledgers, view: Viewpoint, chosen: Selection) -> Figures:
    """What the ledgers show: L3 as it is printed, and the rows of the ledger behind it."""
    figures: Counter[str] = Counter()
    for line in ledgers.summary(view, chosen).rows:
        figures[f"{line.code} found"] = line.found.count
        figures[f"{line.code} closed"] = line.closed.count
        figures[f"{line.code} households"] = line.households.count
    rows, _ = ledgers._rows(view, chosen)
    for row in rows:
        figures.update(of_row(row, view.at))
    return {name: number for name, number in figures.items() if number}


def of_row(row: LedgerRow, at: datetime) -> Figures:
    highest, due = max(row.levels), assessed(row)
    is_due = due.counted and due.judged_due is not None and due.judged_due <= at
    of_unit = {
        f"{row.unit} dispatched": 1,
        f"{row.unit} closed": int(row.closed),
        f"{row.unit} reopened": row.reopen_count,
        f"{row.unit} returned": row.failed_rechecks,
    }
    return {
        **(of_unit if row.unit else {}),
        f"level {int(highest)}": int(highest > Level.NONE),
        "due": int(is_due),
        "in time": int(is_due and due.in_time()),
    }


def count(value: object) -> int:
    return int(str(value or 0))
