"""The IDX data sets that are known: their files, sizes, checksums and mirrors."""

import hashlib
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class IdxFile:
    """One file: its name uncompressed, its shape, and checksums ("algorithm:hex") of its contents and of its gzip."""

    name: str
    shape: tuple
    contents: str
    gzipped: str


@dataclass(frozen=True)
class IdxSet:
    """Four files, in the order x_train, y_train, x_test, y_test.

    ``subfolders`` are the places inside ``COURSECNN_DATA`` where the files are looked for; ``in_npz`` is whether they
    may also come as the one file ``mnist.npz`` of Keras.
    """

    name: str
    title: str
    files: tuple
    mirrors: tuple
    subfolders: tuple
    class_names: tuple
    in_npz: bool = False


MNIST = IdxSet(
    name="mnist",
    title="real MNIST",
    files=(
        IdxFile(
            "train-images-idx3-ubyte",
            (60_000, 28, 28),
            "sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "sha256:440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        IdxFile(
            "train-labels-idx1-ubyte",
            (60_000,),
            "sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "sha256:3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        IdxFile(
            "t10k-images-idx3-ubyte",
            (10_000, 28, 28),
            "sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "sha256:8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        IdxFile(
            "t10k-labels-idx1-ubyte",
            (10_000,),
            "sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            "sha256:f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    mirrors=("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    subfolders=("mnist", ".", "raw", "mnist/raw", "MNIST/raw"),
    class_names=tuple("0123456789"),
    in_npz=True,
)

# Published for the contents of Fashion-MNIST: MD5 only. Its file names are MNIST's, so it needs a folder of its own.
FASHION = IdxSet(
    name="fashion-mnist",
    title="Fashion-MNIST",
    files=(
        IdxFile(
            "train-images-idx3-ubyte",
            (60_000, 28, 28),
            "md5:f4a8712d7a061bf5bd6d2ca38dc4d50a",
            "sha256:3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        IdxFile(
            "train-labels-idx1-ubyte",
            (60_000,),
            "md5:9018921c3c673c538a1fc5bad174d6f9",
            "sha256:a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        IdxFile(
            "t10k-images-idx3-ubyte",
            (10_000, 28, 28),
            "md5:8181f5470baa50b63fa0f6fddb340f0a",
            "sha256:346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        IdxFile(
            "t10k-labels-idx1-ubyte",
            (10_000,),
            "md5:15d484375f8d13e6eb1aabb0c3f46965",
            "sha256:67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    mirrors=(
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    subfolders=("fashion-mnist", "fashion-mnist/raw", "FashionMNIST/raw"),
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
)

SETS = {kind.name: kind for kind in (MNIST, FASHION)}


def digest(data, like):
    """Checksum of bytes, or of an open file, in the manner of the checksum ``like``: "algorithm:hex"."""
    algorithm = like.partition(":")[0]
    new = partial(hashlib.new, algorithm, usedforsecurity=False)
    state = hashlib.file_digest(data, new) if hasattr(data, "read") else new(data)
    return f"{algorithm}:{state.hexdigest()}"


def recognise(data):
    """``"file of set"`` where the contents are those of a known file, or None."""
    for kind in SETS.values():
        for file in kind.files:
            if digest(data, file.contents) == file.contents:
                return f"{file.name} of {kind.title}"
    return None
