"""Ideas for programs: the same selectors and services as the pages."""
