"""The task runner and the whole timetable."""

import os

from tenant_schemas_celery.app import CeleryApp

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = CeleryApp("commonwall", task_cls="tenants.tasks:CityTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Periodic work starts in public and fans out, one task per city: a broken city stops nobody.
app.conf.beat_schedule = {
    "outbox-sweep": {"task": "control_plane.tasks.sweep_outboxes", "schedule": 30.0},
    "refill-pool": {"task": "control_plane.refill_pool", "schedule": 3600.0},
    "fold-views": {"task": "control_plane.tasks.fan_out", "args": ["ideas.fold_views"], "schedule": 60.0},
    "learn": {"task": "control_plane.tasks.fan_out", "args": ["ideas.learn"], "schedule": 3600.0},
    "tidy-kept": {"task": "control_plane.tasks.fan_out", "args": ["privacy.tidy"], "schedule": 24 * 3600.0},
    "revive": {"task": "control_plane.tasks.fan_out", "args": ["privacy.revive"], "schedule": 600.0},
    "tidy-replies": {"task": "control_plane.tasks.fan_out", "args": ["participants.tidy_replies"], "schedule": 3600.0},
    "tidy-outboxes": {"task": "control_plane.tasks.fan_out", "args": ["outbox.tidy"], "schedule": 24 * 3600.0},
    "tidy-platform": {"task": "outbox.tidy", "schedule": 24 * 3600.0},
    "recount": {"task": "control_plane.tasks.fan_out", "args": ["ideas.recount"], "schedule": 24 * 3600.0},
}
