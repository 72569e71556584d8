"""Mutants that no test here can notice, each with its reason.

``{(file, line): reason}`` for all mutants of a line, ``{(file, line, line as it was changed): reason}`` for one. Lines
are as ``measure.py`` shows them; one that changes has to be looked at again.
"""

EXPLAINED = {}
