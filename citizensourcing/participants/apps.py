from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "citizensourcing.participants"
    label = "participants"
