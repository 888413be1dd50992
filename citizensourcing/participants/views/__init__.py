"""Pages on which somebody joins, says how they appear, and lets programs act for them."""
