"""Everything that writes: copies, departures, and letting go of what is old."""
