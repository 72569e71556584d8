"""What the machine is, and how fast it multiplies matrices."""

import platform
import subprocess
import sys
from pathlib import Path

import numpy as np

from ..functional import parallel
from .timing import interleaved


def description(torch=None):
    """Processor, threads and versions, as plain data."""
    return {
        "processor": _processor(),
        "workers": parallel.workers(),
        "system": platform.system(),
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        "BLAS": _blas(),
        "advice": advice(_blas(), _extensions()),
        "PyTorch": torch.__version__ if torch is not None else None,
    }


def advice(blas, extensions):
    """A sentence where OpenBLAS runs old code on a processor that it does not know; else ``None``.

    Its version 0.3.31 takes new AMD processors (Zen 5) for old ones: github.com/OpenMathLib/OpenBLAS/issues/6029.
    """
    wide = any(name.startswith(("AVX512", "X86_V4")) for name in extensions)
    if not wide or not str(blas).startswith("openblas") or not str(blas).endswith(("Haswell", "Zen", "Sandybridge")):
        return None
    return (
        f"This processor has AVX-512, but NumPy's BLAS ({blas}) does without it. "
        "With OPENBLAS_CORETYPE=SkylakeX in the environment it uses it: products up to twice as fast."
    )


def product_speed(size=1024):
    """Billions of operations (multiplications and additions) a second in a float32 matrix product, all threads."""
    a, b = np.ones((2, size, size), np.float32)
    out = np.empty_like(a)
    seconds = interleaved({"product": lambda: np.matmul(a, b, out=out)}, rounds=5, repeats=5)["product"]
    return 2 * size**3 / seconds / 1e9


def import_seconds():
    """Seconds from the start of an interpreter to its end: with NumPy alone, and with the package."""
    calls = {
        module: lambda module=module: subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        for module in ("numpy", "coursecnn")
    }
    return interleaved(calls, rounds=8, repeats=1)


def peak_memory():
    """The most memory this process has held, in MB; ``None`` where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3 / 1.024), 1)


def _blas():
    """The library behind NumPy's products, and the processor its code is for: it may not know the newest ones."""
    from threadpoolctl import threadpool_info

    found = [info for info in threadpool_info() if info["user_api"] == "blas"]
    return ", ".join(f"{i['internal_api']} {i['version']} for {i.get('architecture', 'any')}" for i in found) or None


def _extensions():
    return np.show_config(mode="dicts").get("SIMD Extensions", {}).get("found", [])


def _processor():
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
