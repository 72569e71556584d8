"""Work that goes on while the page is used."""

import asyncio
import threading


def start(work, name, *args):
    """Call ``work(*args)`` in a thread; where there are none, as in a browser, as soon as the running cell is done.

    There its messages reach the page while it goes on, but what the reader does meanwhile is heard when it is over.
    """
    try:
        threading.Thread(target=work, args=args, name=name, daemon=True).start()
    except RuntimeError:
        asyncio.get_running_loop().call_soon(work, *args)
