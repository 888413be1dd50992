"""The doors of ideas, for residents."""
