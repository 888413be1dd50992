"""Who agreed to which version: what stood as a moment on the person becomes a yes to the first house rules."""

import django.db.models.deletion
from django.db import migrations, models

TAKE_OVER = """
    INSERT INTO participants_agreement (participant_id, document, version, language, accepted_at)
    SELECT id, 'house-rules', 1, language, rules_accepted_at FROM participants_participant
    WHERE rules_accepted_at IS NOT NULL;
    UPDATE participants_participant SET rules_version = 1 WHERE rules_accepted_at IS NOT NULL;
"""
GIVE_BACK = """
    UPDATE participants_participant AS person SET rules_accepted_at = agreed.at
    FROM (
        SELECT participant_id, min(accepted_at) AS at FROM participants_agreement
        WHERE document = 'house-rules' GROUP BY participant_id
    ) AS agreed WHERE agreed.participant_id = person.id;
"""


class Migration(migrations.Migration):
    dependencies = [('participants', '0002_programs')]

    operations = [
        migrations.AddField(
            model_name='participant',
            name='rules_version',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(choices=[('privacy', 'Privacy'), ('house-rules', 'House rules'), ('accessibility', 'Accessibility')], max_length=20)),
                ('version', models.PositiveSmallIntegerField()),
                ('language', models.CharField(blank=True, max_length=8)),
                ('accepted_at', models.DateTimeField()),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreements', to='participants.participant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('participant', 'document', 'version'), name='agreed_once_to_a_version')],
            },
        ),
        # The rows above wait for their foreign keys to be checked, and a table with waiting checks cannot be altered.
        migrations.RunSQL(
            'SET CONSTRAINTS ALL IMMEDIATE;' + TAKE_OVER + 'SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED;',
            GIVE_BACK,
        ),
        migrations.RemoveField(model_name='participant', name='rules_accepted_at'),
    ]
