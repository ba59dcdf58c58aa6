"""Names, e-mails and digests compare as bytes on every database (design, "Comparing names")."""

from django.db import migrations

TABLES = ["user", "device", "session", "pendingsignin", "outboxmessage", "beat", "maildelivery"]


def compare_as_bytes(apps, schema_editor):
    """MariaDB and MySQL hold é equal to e, and a trailing space for nothing, unless told otherwise; SQLite doesn't."""
    connection = schema_editor.connection
    if connection.vendor != "mysql":
        return
    collation = "utf8mb4_nopad_bin" if connection.mysql_is_mariadb else "utf8mb4_0900_bin"
    for table in TABLES:
        schema_editor.execute(
            f"ALTER TABLE auth_service_{table} CONVERT TO CHARACTER SET utf8mb4 COLLATE {collation}"
        )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("auth_service", "0001_initial")]

    operations = [migrations.RunPython(compare_as_bytes, migrations.RunPython.noop)]
