"""What every endpoint of the API stands on, without a word of the domain."""
