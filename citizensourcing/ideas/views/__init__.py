"""Pages of ideas for residents, and what staff do there."""
