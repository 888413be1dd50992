"""What people type about ideas, made clean; knows no rule."""
