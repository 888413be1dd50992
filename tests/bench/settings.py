"""Production's settings, but for the log, and for the limits per network: all who ask here are one network."""

from config.settings.production import *  # noqa: F403
from config.settings.production import LOGGING

LOGGING["root"]["level"] = "WARNING"
# The counting itself stays; only the limit is out of reach.
API_READS_PER_MINUTE = API_CALLS_PER_MINUTE = API_WRITES_PER_MINUTE = 10**9
