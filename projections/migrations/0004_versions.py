"""The rows of every ledger and their versions, in place of the ledger. The log is followed once more from its start."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from projections.tables import Instant, Micros

revision = "0004"
down_revision = "0003"

FOLLOWED = ("known_later", "applied", "numbers", "messages", "inbox", "sendings")


def upgrade() -> None:
    op.drop_table("ledger")
    current_rows()
    row_versions()
    late_entries()
    op.create_table(
        "known_instants",
        sa.Column("known_at", Micros, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    for name in FOLLOWED:
        op.execute(sa.delete(sa.table(name)))
    followers = sa.table("followers", sa.column("name"), sa.column("position"), sa.column("known_at", Instant))
    start = {"position": 0, "known_at": datetime.min.replace(tzinfo=UTC)}
    op.execute(sa.update(followers).where(followers.c.name == "ledgers").values(start))


def current_rows() -> None:
    op.create_table(
        "current_rows",
        sa.Column("ledger", sa.String(32), primary_key=True),
        sa.Column("since", sa.BigInteger, primary_key=True),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("latest", Micros, nullable=False),
        sa.Column("row", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_current_rows_case", "current_rows", ["case_id", "ledger"], unique=True)


def row_versions() -> None:
    op.create_table(
        "row_versions",
        sa.Column("ledger", sa.String(32), primary_key=True),
        sa.Column("since", sa.BigInteger, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("latest", Micros, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("row", sa.LargeBinary, nullable=False),
    )


def late_entries() -> None:
    op.create_table(
        "late_entries",
        sa.Column("ledger", sa.String(32), primary_key=True),
        sa.Column("since", sa.BigInteger, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("occurred_at", Micros, nullable=False),
        sa.Column("overtaken", Micros, nullable=False),
    )
