"""An extension of Jupyter's server: JupyterLab opens the course's start page, and labs answer in half the time.

The start page is opened where the folder that is served is the course or a copy of it, and no other page was asked for.

Jupyter leaves Nagle's algorithm on. A kernel answers a slider with several small messages; the second one then waits
until the browser has acknowledged the first, which a browser puts off for 40 ms and more. Here what a kernel says is
sent at once. Installing this package enables the extension, in ``etc/jupyter/jupyter_server_config.d``;
``jupyter server extension disable coursecnn.labs.server`` turns it off.
"""

from pathlib import Path

PAGES = ("start.ipynb", "notebooks/start.ipynb")  # at the top of a copy, in the course


def _jupyter_server_extension_points():
    return [{"module": "coursecnn.labs.server"}]


def _load_jupyter_server_extension(app):
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    opened = KernelWebsocketHandler.open

    async def open_without_delay(self, *arguments, **options):
        self.set_nodelay(True)
        await opened(self, *arguments, **options)

    KernelWebsocketHandler.open = open_without_delay
    _open_start_page(app)


def _open_start_page(app):
    if app.file_to_run or not app.default_url.rstrip("/").endswith("/lab"):
        return
    page = next((page for page in PAGES if (Path(app.root_dir) / page).is_file()), None)
    if page and "coursecnn" in (Path(app.root_dir) / page).read_text(encoding="utf-8", errors="replace"):
        app.default_url = f"{app.default_url.rstrip('/')}/tree/{page}"
