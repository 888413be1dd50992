"""Who was erased where, for replaying after a restore; and whom a city's residents ask about their data."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('tenants', '0003_ready_made_schemas')]

    operations = [
        migrations.AddField(
            model_name='rules',
            name='privacy_contact',
            field=models.EmailField(blank=True, default='', max_length=254),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('participant', models.BigIntegerField()),
                ('joined_at', models.DateTimeField()),
                ('keeps_texts', models.BooleanField()),
                ('erased_at', models.DateTimeField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='erasures', to='tenants.city')),
            ],
            options={
                'ordering': ['erased_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('city', 'participant', 'joined_at'), name='erased_once')],
            },
        ),
    ]
