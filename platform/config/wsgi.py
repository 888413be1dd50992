"""The web application, for granian (one blocking thread per worker: the city is per thread)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

_django = get_wsgi_application()

from citizensourcing.wall.visitors import FrontDoor  # noqa: E402 -- its models need Django set up

application = FrontDoor(_django)
