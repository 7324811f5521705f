"""The ledger (台账), the events known later than recorded, how far the log was followed, the events of each type."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from projections.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    followers = op.create_table(
        "followers",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("known_at", Instant, nullable=False),
    )
    op.execute(sa.insert(followers).values(name="ledgers", position=0, known_at=datetime.min.replace(tzinfo=UTC)))
    op.create_table(
        "applied",
        sa.Column("topic", sa.String(128), primary_key=True),
        sa.Column("events", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "ledger",
        sa.Column("case_id", sa.Uuid, primary_key=True),
        sa.Column("problem_no", sa.Text, nullable=False, index=True),
        sa.Column("since_position", sa.BigInteger, nullable=False, index=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("known_at", Instant, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
    )
    op.create_table(
        "known_later",
        sa.Column("case_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True),
        sa.Column("known_at", Instant, nullable=False),
    )
