"""People stand in the audit trail as numbers: names and what moderators wrote about somebody leave it.

The table takes no UPDATE from its own application, so the right is given for this one statement and taken away again,
in the migration's transaction.
"""

from django.db import migrations

BLANK = """
    GRANT UPDATE ON audit_auditentry TO CURRENT_USER;
    UPDATE audit_auditentry SET actor_label = '' WHERE actor_kind = 'person' AND actor_label <> '';
    UPDATE audit_auditentry SET data = data - 'reason'
        WHERE action IN ('ideas.hidden', 'discussions.comment_hidden') AND data ? 'reason';
    REVOKE UPDATE ON audit_auditentry FROM CURRENT_USER;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [migrations.RunSQL(BLANK, migrations.RunSQL.noop)]
