"""An extension of Jupyter's server: what a kernel says is sent at once, so that labs answer in half the time.

Jupyter leaves Nagle's algorithm on. A kernel answers a slider with several small messages; the second one then waits
until the browser has acknowledged the first, which a browser puts off for 40 ms and more. Installing this package
enables the extension, in ``etc/jupyter/jupyter_server_config.d``; ``jupyter server extension disable
coursecnn.labs.server`` turns it off.
"""


def _jupyter_server_extension_points():
    return [{"module": "coursecnn.labs.server"}]


def _load_jupyter_server_extension(app):
    from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

    opened = KernelWebsocketHandler.open

    async def open_without_delay(self, *arguments, **options):
        self.set_nodelay(True)
        await opened(self, *arguments, **options)

    KernelWebsocketHandler.open = open_without_delay
