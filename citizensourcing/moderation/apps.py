from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "citizensourcing.moderation"
    label = "moderation"
