"""What people type about ideas, made clean."""
