"""How far the messenger has written the messages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    positions = sa.table("positions", sa.column("name", sa.String), sa.column("at", sa.BigInteger))
    op.execute(sa.insert(positions).values(name="messenger", at=0))
