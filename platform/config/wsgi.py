"""The web application, for granian (one blocking thread per worker: the city is per thread)."""

import gc
import os
import sys

# Before numpy is loaded: a web worker multiplies nothing large, and each thread of OpenBLAS takes memory of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Libraries look for these while they are loaded, for what is not asked of them here: tracebacks drawn for terminals, a
# test client, help texts. Who needs one later loads it as ever.
_UNASKED = [name for name in ("rich", "pygments", "requests", "markdown") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_UNASKED))  # type: ignore[arg-type]  # None: "there is no such module"

from django.core.wsgi import get_wsgi_application  # noqa: E402 -- see above

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 -- as the next
from django.urls import get_resolver  # noqa: E402 -- as the next

from citizensourcing.wall.front_door import FrontDoor  # noqa: E402 -- its models need Django set up

# All pages' code now, not while the first visitor waits.
for _addresses in (settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF):
    get_resolver(_addresses).url_patterns  # noqa: B018 -- looked at so that it is loaded
for _name in _UNASKED:
    sys.modules.pop(_name, None)

application = FrontDoor(_django)

# What is loaded stays loaded: the collector need not look at it again and again.
gc.collect()
gc.freeze()
