from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "citizensourcing.desk"
    label = "desk"
