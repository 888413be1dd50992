from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Makes the task runner known to every process: without it, what a page or command enqueues finds no broker."""

    name = "config"
    label = "house"

    def ready(self) -> None:
        """Load the Celery app; from then on it is Celery's current one."""
        import config.celery  # noqa: F401
