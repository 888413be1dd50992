from django.apps import AppConfig


class IdeasConfig(AppConfig):
    name = "citizensourcing.ideas"
    label = "ideas"
