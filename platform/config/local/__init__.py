"""Everything Commonwall needs on one machine: a database, a broker, and one supervisor. Standard library only."""
