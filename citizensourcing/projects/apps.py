from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "citizensourcing.projects"
    label = "projects"
