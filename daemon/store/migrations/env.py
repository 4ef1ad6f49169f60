"""What alembic runs for each command; the connection is handed in by `upgrade`."""

from alembic import context

from daemon.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
