"""``coursecnn grade``: the notebooks of a class, marked without Jupyter and without a server.

The judge is not in the room: this process finds what was handed in (``handins``), asks, compares and writes
(``tables``). The notebook runs in another one (``room``), behind walls that the system makes (``walls``). It is asked
for outputs of its functions, which pass in a plain format (``room.wire``) through a door (``door``); what it says is an
answer and nothing more.

``visit`` leads through one process, ``supervisor`` begins anew without what ended one, ``marking`` does it for a class,
several at a time, and ``kept`` remembers what came of it.
"""
