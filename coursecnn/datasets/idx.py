"""IDX, the file format of MNIST: a short header with the sizes, then the bytes."""

import gzip
import math
import zlib

import numpy as np

from ..storage import open_regular, reason
from .dataset import DatasetError

UNSIGNED_BYTE = 0x08
GZIP_MAGIC = b"\x1f\x8b"
MOST_DIMENSIONS = 32
BLOCK = 1 << 20  # bytes that are read at a time
MOST = 100_000_000  # bytes of a file, twice the largest one of MNIST: more is read of none


def read_bytes(path, most=MOST):
    """Contents of a file as a bytearray, uncompressed where they are gzip, whatever the file is called.

    Raises ``DatasetError`` where it cannot be read, where the gzip is cut or corrupt, or where the contents are more
    than ``most`` bytes: then no more than these were read.
    """
    try:
        with open_regular(path) as file:
            zipped = file.read(2) == GZIP_MAGIC
            file.seek(0)
            data = _read(gzip.GzipFile(fileobj=file) if zipped else file, most + 1)
    except EOFError:
        raise DatasetError(f"{path} is cut: its gzip ends too early; copy or download it again.") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DatasetError(f"{path} is corrupt: its gzip is broken ({error}); copy or download it again.") from None
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {reason(error)}.") from None
    if len(data) > most:
        raise DatasetError(f"{path} holds more than {most:,} bytes, more than any file of its kind: replace it.")
    return data


def _read(file, most):
    data = bytearray()
    while len(data) < most and (more := file.read(min(BLOCK, most - len(data)))):
        data += more
    return data


def header(data, name):
    """``(shape, bytes before the elements)`` of an IDX file of unsigned bytes."""
    if len(data) < 4 or data[:2] != b"\0\0":
        raise DatasetError(f"{name} is not an IDX file: it begins with {data[:4].hex(' ') or 'nothing'}, not 00 00.")
    if data[2] != UNSIGNED_BYTE:
        raise DatasetError(f"{name} holds IDX elements of type 0x{data[2]:02x}, not unsigned bytes (0x08).")
    if data[3] > MOST_DIMENSIONS:
        raise DatasetError(f"{name} says that it has {data[3]} dimensions, but at most {MOST_DIMENSIONS} can be read.")
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise DatasetError(
            f"{name} is cut: its header needs {start} bytes and the file has {len(data)}; copy or download it again."
        )
    return tuple(int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)), start


def parse(data, name):
    """The array in an IDX file of unsigned bytes.

    Parameters
    ----------
    data : bytes or bytearray
        Two zero bytes, the type (8: unsigned byte), the number of dimensions, their sizes as big-endian 32-bit
        integers, then the elements, last dimension fastest.
    name : str or Path
        How error messages call the file.

    Returns
    -------
    uint8 array
        A view of a bytearray; of bytes, which nothing may write to, a copy.

    Raises
    ------
    DatasetError
        Where the header is not IDX, or promises more or fewer bytes than there are.

    Notes
    -----
    The format is described on the MNIST page of LeCun, Cortes and Burges.
    """
    shape, start = header(data, name)
    expected = start + math.prod(shape)
    if len(data) != expected:
        what = "is cut" if len(data) < expected else "has bytes after its end"
        raise DatasetError(
            f"{name} {what}: its header promises {expected} bytes and it has {len(data)}; copy or download it again."
        )
    try:
        array = np.frombuffer(data, np.uint8, offset=start).reshape(shape)
    except ValueError:  # no elements, but sizes that no array can have
        raise DatasetError(f"{name} promises an array of shape {shape}, which cannot be.") from None
    return array if array.flags.writeable else array.copy()
