"""Which cases name whom; what was noted of single events that were known late is no longer asked for. The log is
followed once more from its start."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from projections.tables import Instant

revision = "0005"
down_revision = "0004"

FOLLOWED = (
    "applied",
    "numbers",
    "messages",
    "inbox",
    "sendings",
    "current_rows",
    "row_versions",
    "late_entries",
    "known_instants",
)


def upgrade() -> None:
    op.drop_table("known_later")
    op.create_table(
        "mentions",
        sa.Column("stretch", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("names", sa.LargeBinary, nullable=False),
    )
    for name in FOLLOWED:
        op.execute(sa.delete(sa.table(name)))
    followers = sa.table("followers", sa.column("name"), sa.column("position"), sa.column("known_at", Instant))
    start = {"position": 0, "known_at": datetime.min.replace(tzinfo=UTC)}
    op.execute(sa.update(followers).where(followers.c.name == "ledgers").values(start))
