"""Files of the user: written so that nothing is lost, read so that nothing foreign runs."""

from .arrays import FileError, arrays_of, check_folder, load, put_arrays, read, save, write, written_as
from .files import as_path, flat, lock, open_regular, reason, replacing
from .npz import read_npz
