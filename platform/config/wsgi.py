"""The web application, for granian (one blocking thread per worker: the city is per thread)."""

import gc
import os

# Before numpy is loaded: a web worker multiplies nothing large, and each thread of OpenBLAS takes memory of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

_django = get_wsgi_application()

from citizensourcing.wall.front_door import FrontDoor  # noqa: E402 -- its models need Django set up

application = FrontDoor(_django)

# What is loaded stays loaded: the collector need not look at it again and again.
gc.collect()
gc.freeze()
