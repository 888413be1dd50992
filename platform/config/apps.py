from django.apps import AppConfig
from django.conf import settings


class HouseConfig(AppConfig):
    """Makes the task runner known to every process, and whom to tell of errors.

    Without the runner, what a page or command enqueues finds no broker.
    """

    name = "config"
    label = "house"

    def ready(self) -> None:
        """Load the Celery app; from then on it is Celery's current one. Begin to tell of errors."""
        import config.celery  # noqa: F401
        from config import sentry

        sentry.start(settings.SENTRY_DSN)
