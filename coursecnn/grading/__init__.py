"""``coursecnn grade``: the notebooks of a class, marked without Jupyter and without a server.

Each notebook runs in a process of its own (``child``), behind a fence of limits and refusals (``fence``). Another
process watches it (``supervisor``), ends it when it takes too long, and begins anew without the cell or the answer at
which it died. What was found is kept (``kept``) and becomes a table (``report``) and pages for the students (``page``).

The fence stops accidents and mischief. It is no security boundary: who knows Python well can climb over it, and can
forge marks too. Notebooks of strangers belong into a container.
"""
