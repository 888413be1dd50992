"""What was done stays written: the application's own role may add entries, never change or remove them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditentry FROM CURRENT_USER",
            "GRANT UPDATE, DELETE, TRUNCATE ON audit_auditentry TO CURRENT_USER",
        ),
    ]
