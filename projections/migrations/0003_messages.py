"""The messages, whose inbox each lies in, and which of their sendings are still to be made."""

import sqlalchemy as sa
from alembic import op

from projections.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("message_id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, nullable=False, index=True),
        sa.Column("number", sa.Text, nullable=False, index=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
    )
    op.create_table(
        "inbox",
        sa.Column("message_id", sa.Uuid, primary_key=True),
        sa.Column("person", sa.String(255), primary_key=True, index=True),
        sa.Column("unread", sa.Boolean, nullable=False, index=True),
    )
    op.create_table(
        "sendings",
        sa.Column("message_id", sa.Uuid, primary_key=True),
        sa.Column("sending", sa.String(255), primary_key=True),
        sa.Column("outcome", sa.String(32), nullable=False, index=True),
        sa.Column("look_at", Instant, nullable=False),
    )
