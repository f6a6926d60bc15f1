"""Triggers that refuse to change or delete what the audit log holds, whoever asks."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER audit_entry_no_{what} BEFORE {WHAT} ON audit_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
    """.format(what=what.lower(), WHAT=what)
    for what in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    """
    CREATE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_append_only()
    """,
]


def create_triggers(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for what in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER audit_entry_no_{what}")
    else:
        schema_editor.execute("DROP FUNCTION audit_entry_append_only() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(create_triggers, drop_triggers)]
