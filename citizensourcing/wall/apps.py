from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "citizensourcing.wall"
    label = "wall"
