"""Settings, hosts, addresses, the task runner: the floor that knows everyone."""
