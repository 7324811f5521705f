"""Events, vault (保险库) and audit log (审计日志)."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Both databases: `notification_id` is explicit, so that no VACUUM renumbers what followers remember.
APPEND_EVENTS = """
CREATE FUNCTION append_events(
    originator_ids uuid[], originator_versions bigint[], topics text[], states bytea[],
    keys jsonb, vault jsonb, audit jsonb
) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
DECLARE
    written integer;
BEGIN
    -- One writer at a time until its commit: ids become visible in order, and a follower misses nothing.
    -- Not LOCK TABLE, which would also wait for every VACUUM and ANALYZE of the table.
    PERFORM pg_advisory_xact_lock('stored_events'::regclass::oid::bigint);

    IF keys IS NOT NULL THEN
        INSERT INTO vault_keys (subject, wrapped_key)
        SELECT subject, decode(wrapped_key, 'base64')
        FROM jsonb_to_recordset(keys) AS row (subject text, wrapped_key text);
    END IF;

    IF vault IS NOT NULL THEN
        INSERT INTO vault_values (ref, subject, field, sealed)
        SELECT ref, subject, field, decode(sealed, 'base64')
        FROM jsonb_to_recordset(vault) AS row (ref text, subject text, field text, sealed text)
        JOIN vault_keys USING (subject)
        WHERE wrapped_key IS NOT NULL;
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written < jsonb_array_length(vault) THEN
            RAISE EXCEPTION 'a key of the vault was destroyed meanwhile'
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;

    IF audit IS NOT NULL THEN
        INSERT INTO audit_log (recorded_at, person, command, case_id, code, message)
        SELECT recorded_at, person, command, case_id, code, message
        FROM jsonb_to_recordset(audit) AS row (
            recorded_at timestamptz, person text, command text, case_id uuid, code text, message text
        );
    END IF;

    RETURN QUERY
    INSERT INTO stored_events (originator_id, originator_version, topic, state)
    SELECT * FROM unnest(originator_ids, originator_versions, topics, states)
    RETURNING notification_id;
END
$$
"""


def upgrade() -> None:
    id_type = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # on SQLite INTEGER PRIMARY KEY is the rowid
    op.create_table(
        "stored_events",
        sa.Column("notification_id", id_type, primary_key=True),
        sa.Column("originator_id", sa.Uuid, nullable=False),
        sa.Column("originator_version", sa.BigInteger, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("originator_id", "originator_version"),
    )
    op.create_table(
        "vault_keys",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("wrapped_key", sa.LargeBinary),  # NULL: destroyed
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.current_timestamp()),
        sa.Column("destroyed_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "vault_values",
        sa.Column("ref", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", id_type, primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(APPEND_EVENTS)
