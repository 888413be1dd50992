"""The database backend: django-tenants' own, with quicker questions to the catalog."""
