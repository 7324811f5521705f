"""The access log (访问日志): who read what is masked or sealed; no line of it, nor of the audit log, can be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LOGS = ("access_log", "audit_log")

STOP_ON_SQLITE = """
CREATE TRIGGER {log}_no_{change} BEFORE {change} ON {log}
BEGIN SELECT RAISE(ABORT, '{log} can only be added to'); END
"""
STOP_ON_POSTGRESQL = """
CREATE TRIGGER {log}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {log}
FOR EACH STATEMENT EXECUTE FUNCTION only_add()
"""
ONLY_ADD = """
CREATE FUNCTION only_add() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% can only be added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def upgrade() -> None:
    id_type = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "access_log",
        sa.Column("id", id_type, primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("granted", sa.Boolean, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("subjects", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(ONLY_ADD)
        for log in LOGS:
            op.execute(STOP_ON_POSTGRESQL.format(log=log))
    else:
        for log in LOGS:
            for change in ("UPDATE", "DELETE"):
                op.execute(STOP_ON_SQLITE.format(log=log, change=change))
