"""Jupyter's server sends what a kernel says without delay, and JupyterLab opens the start page."""

import asyncio
import inspect
import json
import tomllib
from importlib import import_module
from types import SimpleNamespace

import pytest
from places import ROOT

from coursecnn.labs import server


def test_connections_to_kernels_have_no_delay(monkeypatch):
    handlers = pytest.importorskip("jupyter_server.services.kernels.websocket")
    done = []

    class Handler:
        def set_nodelay(self, on):
            done.append(("nodelay", on))

        async def open(self, kernel_id):
            done.append(("open", kernel_id))

    monkeypatch.setattr(handlers, "KernelWebsocketHandler", Handler)
    server._load_jupyter_server_extension(SimpleNamespace(file_to_run="a.ipynb"))
    asyncio.run(Handler().open("k"))
    assert done == [("nodelay", True), ("open", "k")]


def test_handlers_of_jupyter_have_what_is_used():
    handler = pytest.importorskip("jupyter_server.services.kernels.websocket").KernelWebsocketHandler
    assert inspect.iscoroutinefunction(handler.open) and callable(handler.set_nodelay)


@pytest.mark.parametrize(
    "page, text, url, asked, opened",
    [
        ("start.ipynb", "coursecnn", "/lab", "", "/lab/tree/start.ipynb"),
        ("notebooks/start.ipynb", "coursecnn", "/base/lab", "", "/base/lab/tree/notebooks/start.ipynb"),
        ("notebooks/start.ipynb", "coursecnn", "/lab", "a.ipynb", "/lab"),
        ("notebooks/start.ipynb", "coursecnn", "/tree", "", "/tree"),
        ("start.ipynb", "another course", "/lab", "", "/lab"),
        ("other.ipynb", "coursecnn", "/lab", "", "/lab"),
    ],
)
def test_the_start_page_is_opened_only_where_it_is(tmp_path, page, text, url, asked, opened):
    (tmp_path / page).parent.mkdir(exist_ok=True)
    (tmp_path / page).write_text(text)
    app = SimpleNamespace(root_dir=str(tmp_path), default_url=url, file_to_run=asked)
    server._open_start_page(app)
    assert app.default_url == opened


def test_installing_enables_the_extension():
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]["shared-data"]
    ((source, target),) = data.items()
    assert target.startswith("etc/jupyter/jupyter_server_config.d/")
    extensions = json.loads((ROOT / source).read_text(encoding="utf-8"))["ServerApp"]["jpserver_extensions"]
    assert extensions == {point["module"]: True for point in server._jupyter_server_extension_points()}
    assert all(hasattr(import_module(name), "_load_jupyter_server_extension") for name in extensions)
