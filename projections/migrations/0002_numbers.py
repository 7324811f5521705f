"""The numbers of cases of every kind. The log is followed once more from its beginning, to fill them."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from projections.tables import Instant

revision = "0002"
down_revision = "0001"

FOLLOWED = ("ledger", "known_later", "applied")


def upgrade() -> None:
    op.create_table(
        "numbers",
        sa.Column("case_id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("number", sa.Text, nullable=False, index=True),
    )
    for name in FOLLOWED:
        op.execute(sa.delete(sa.table(name)))
    followers = sa.table("followers", sa.column("name"), sa.column("position"), sa.column("known_at", Instant))
    start = {"position": 0, "known_at": datetime.min.replace(tzinfo=UTC)}
    op.execute(sa.update(followers).where(followers.c.name == "ledgers").values(start))
