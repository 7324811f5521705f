"""How far the log was told to Temporal."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    positions = op.create_table(
        "positions",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.execute(sa.insert(positions).values(name="relay", at=0))
