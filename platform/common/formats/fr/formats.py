"""Moments in French are said with “à” between day and hour; the rest is as Django has it."""

DATETIME_FORMAT = r"j F Y \à H:i"
