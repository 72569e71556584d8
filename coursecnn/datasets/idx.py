"""IDX, the file format of MNIST: a short header with the sizes, then the bytes."""

import gzip
import math
import zlib
from pathlib import Path

import numpy as np

from .dataset import DatasetError

UNSIGNED_BYTE = 0x08
GZIP_MAGIC = b"\x1f\x8b"


def read_bytes(path):
    """Contents of a file, uncompressed where they are gzip, whatever the file is called.

    Raises ``DatasetError`` where it cannot be read, or where the gzip is cut or corrupt.
    """
    try:
        data = Path(path).read_bytes()
        return gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data
    except EOFError:
        raise DatasetError(f"{path} is cut: its gzip ends too early; copy or download it again.") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise DatasetError(f"{path} is corrupt: its gzip is broken ({error}); copy or download it again.") from None
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror or error}.") from None


def parse(data, name):
    """The array in an IDX file of unsigned bytes.

    Parameters
    ----------
    data : bytes
        Two zero bytes, the type (8: unsigned byte), the number of dimensions, their sizes as big-endian 32-bit
        integers, then the elements, last dimension fastest.
    name : str or Path
        How error messages call the file.

    Returns
    -------
    uint8 array, a copy of the data

    Raises
    ------
    DatasetError
        Where the header is not IDX, or promises more or fewer bytes than there are.

    Notes
    -----
    The format is described on the MNIST page of LeCun, Cortes and Burges.
    """
    if len(data) < 4 or data[:2] != b"\0\0":
        raise DatasetError(f"{name} is not an IDX file: it begins with {data[:4].hex(' ') or 'nothing'}, not 00 00.")
    if data[2] != UNSIGNED_BYTE:
        raise DatasetError(f"{name} holds IDX elements of type 0x{data[2]:02x}, not unsigned bytes (0x08).")
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise DatasetError(f"{name} is cut: its header needs {start} bytes and the file has {len(data)}.")
    shape = tuple(int(n) for n in np.frombuffer(data, ">u4", count=data[3], offset=4))
    expected = start + math.prod(shape)
    if len(data) != expected:
        what = "is cut" if len(data) < expected else "has bytes after its end"
        raise DatasetError(f"{name} {what}: its header promises {expected} bytes and it has {len(data)}.")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape).copy()
