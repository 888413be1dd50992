from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "citizensourcing.discussions"
    label = "discussions"
