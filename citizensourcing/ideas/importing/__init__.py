"""Reading what other platforms exported: pure parsers, from a file to typed rows.

``services.importing`` writes them.
"""
