"""A folder larger than the memory that there is: read once, trained on and tested batch by batch."""

import os
import subprocess
import sys

import pytest

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed: it comes with matplotlib")
N, SIZE = 4000, 128  # 197 MB as bytes, 786 MB as float32
SCRIPT = """
import re, resource, sys
import coursecnn as cnn
import numpy as np
from coursecnn import datasets

cnn.functional.parallel.set_workers(2)
size = int(sys.argv[2])
few = datasets.Dataset("few", *[np.zeros(n, t) for n, t in (((200, 3, size, size), np.uint8), (200, int)) * 2])
net = cnn.Sequential(cnn.Flatten(), cnn.Linear(3 * size * size, 2))
cnn.fit(net, few, epochs=1, batch_size=64, progress=False)  # takes the memory that BLAS keeps for itself
del few
used = 1024 * int(re.search(r"VmData:\\s+(\\d+)", open("/proc/self/status").read())[1])
resource.setrlimit(resource.RLIMIT_DATA, (used + 130_000_000,) * 2)  # views of files are not counted
data = datasets.from_folder(sys.argv[1], size=size, workers=2)
history = cnn.fit(net, data, epochs=2, batch_size=64, validation=2800, augment=cnn.training.Augmentation("flip"),
                  optimizer=cnn.SGD(0.001), checkpoint=sys.argv[3], progress=False)
print(len(data.x_train), history.test.total, len(history.epochs))
try:
    data.x_train.copy()
except MemoryError:
    print("bytes do not fit")
try:
    datasets.to_float(data.x_train)
except MemoryError:
    print("numbers do not fit")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited in the way of Linux")
def test_neither_bytes_nor_numbers_of_all_images_are_in_memory(tmp_path):
    for label, name in enumerate(("a", "b")):
        (tmp_path / "photos" / name).mkdir(parents=True)
        Image.new("RGB", (SIZE, SIZE), (200 * label, 90, 0)).save(tmp_path / f"{name}.png")
        content = (tmp_path / f"{name}.png").read_bytes()
        for i in range(N // 2):  # what stands behind its end is not of the picture, but no two files are copies
            (tmp_path / "photos" / name / f"{i}.png").write_bytes(content + i.to_bytes(2))
    command = [sys.executable, "-c", SCRIPT, tmp_path / "photos", str(SIZE), tmp_path / "run"]
    done = subprocess.run(
        command, env=os.environ | {"COURSECNN_CACHE": str(tmp_path / "cache")}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == ["3200 800 2", "bytes do not fit", "numbers do not fit"]
