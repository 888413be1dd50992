"""Who programs act for, and what they may do: what endpoints of every app above stand on."""
