"""Production's settings, to the letter but for the log: what stands in it is no page."""

from config.settings.production import *  # noqa: F403
from config.settings.production import LOGGING

LOGGING["root"]["level"] = "WARNING"
