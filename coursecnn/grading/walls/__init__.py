"""Walls around a notebook, by the system: bubblewrap on Linux."""

from .bwrap import NoWalls, Walls
from .watch import Watcher

__all__ = ["NoWalls", "Walls", "Watcher"]
