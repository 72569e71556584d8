"""The room in which a notebook runs: a process that knows no right answers. See ``worker``."""
