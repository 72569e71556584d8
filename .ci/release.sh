#!/usr/bin/env bash
# The wheel, as somebody would install it who has no clone: in an empty environment, in a folder with a space and a letter
# that is not ASCII. The argument is an empty folder to work in.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "$1/out"
place="$(cd "$1" && pwd)/à propos"
mkdir "$place"
uv build --quiet --out-dir "$1/out"
uv venv --quiet "$place/env"
wheel=$(echo "$1"/out/*.whl)
uv pip install --quiet --python "$place/env" "$wheel[course]" pytest nbval
cd "$place"
unset VIRTUAL_ENV
PATH="$place/env/bin:$PATH"
coursecnn --help > /dev/null
coursecnn start course > /dev/null
TQDM_MININTERVAL=10 coursecnn train --data digits --epochs 1
lesson=$(python -c 'import coursecnn, pathlib; print(pathlib.Path(coursecnn.__file__).parent / "_course/notebooks/02_padding_stride_sizes.ipynb")')
cp "$lesson" .
python -m pytest -q -p no:cacheprovider --nbval --nbval-current-env 02_padding_stride_sizes.ipynb
