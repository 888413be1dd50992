from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "citizensourcing.privacy"
    label = "privacy"
