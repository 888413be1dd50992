from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "citizensourcing.notifications"
    label = "notifications"
