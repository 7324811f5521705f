"""Run by alembic: hands its scripts the connection that `schema.prepare` opened, with its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table=context.config.attributes["version_table"],
    transactional_ddl=True,
)
context.run_migrations()
