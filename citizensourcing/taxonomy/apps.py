from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    name = "citizensourcing.taxonomy"
    label = "taxonomy"
