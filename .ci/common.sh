# What .ci/run and .ci/long share: tools, environments, data, and how a stage is run. Sourced by bash.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
broken=() left=() others=() runs=0
unset PYTHONDONTWRITEBYTECODE # where a machine sets it, each of the many processes would compile all packages anew
mkdir "$scratch/junit" "$scratch/others" "$scratch/said"
declare -A begun

# stage NAME COMMAND...: something that must end with exit code 0; every stage runs, whatever happened before it
stage() {
    local begin=$SECONDS
    printf '\n>>> %s\n' "$1"
    "${@:2}" || { broken+=("$1") && printf '>>> FAILED: %s\n' "$1"; }
    printf '>>> %s: %d s\n' "$1" "$((SECONDS - begin))"
}

# tests NAME COMMAND...: a run of pytest that must find tests and pass; the verdict counts them, and skips are failures
tests() {
    runs=$((runs + 1))
    stage "$@" -p no:cacheprovider -q -rsfE --junit-xml="$scratch/junit/$runs.xml"
}

# elsewhere NAME COMMAND...: the same in another Python or with other versions, where what is not installed may be skipped
elsewhere() {
    runs=$((runs + 1))
    stage "$@" -p no:cacheprovider -q -rfE --junit-xml="$scratch/others/$runs.xml"
}

fails() { ! "$@"; }

# begin NAME COMMAND...: in the background, what a later stage needs; have NAME: wait for it, and show what it said if it failed
begin() {
    "${@:2}" > "$scratch/said/$1" 2>&1 &
    begun[$1]=$!
}

have() { wait "${begun[$1]}" || { cat "$scratch/said/$1" && return 1; }; }

# What is not of Python: browser, walls, network without network.
packages() {
    local packages=()
    command -v chromium > /dev/null || packages+=(chromium fonts-dejavu-core)
    command -v ip > /dev/null || packages+=(iproute2)
    command -v bwrap > /dev/null || packages+=(bubblewrap)
    command -v node > /dev/null || packages+=(nodejs npm)
    if [ "${#packages[@]}" -gt 0 ]; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
    fi
}

tools() {
    if ! command -v uv > /dev/null; then
        python3 -m pip install --quiet --target "$scratch/tools" uv
        PATH="$scratch/tools/bin:$PATH"
    fi
    uv sync --quiet --inexact --extra fast --group browser --group site
    export PATH="$PWD/.venv/bin:$PATH"
}

pytorch() { python3 -m pip --python .venv/bin/python install --quiet torch==2.13.0; }

# nbgrader, in an environment of its own: about a hundred packages that learners do not need
nbgrader() {
    uv venv --quiet --python .venv/bin/python "$scratch/nbgrader"
    uv pip install --quiet --python "$scratch/nbgrader" nbgrader==0.9.6 --editable '.[course]'
    export COURSECNN_NBGRADER="$scratch/nbgrader/bin"
}

# Real MNIST: from a folder beside the clone, or downloaded.
data() {
    export COURSECNN_CACHE="$scratch/cache"
    if [ -d ../shared/mnist ]; then
        COURSECNN_DATA=$(realpath ../shared/mnist)
    else
        coursecnn data fetch
        COURSECNN_DATA=$COURSECNN_CACHE
    fi
    export COURSECNN_DATA
}

# The files of Python in the browser: from a folder beside the clone, or fetched by the build of the site.
pyodide() { if [ -d ../shared/pyodide ]; then COURSECNN_PYODIDE=$(realpath ../shared/pyodide) && export COURSECNN_PYODIDE; fi; }

# The same machine without MNIST and network: no interface but loopback, or, where that is forbidden, dead proxies.
without_network() {
    offline=(env -u COURSECNN_DATA COURSECNN_CACHE="$scratch/empty")
    if unshare --net ip link set lo up 2> /dev/null; then
        offline+=(unshare --net sh -c 'ip link set lo up && exec "$@"' sh)
    else
        offline+=(http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 no_proxy=127.0.0.1,localhost)
    fi
}

# Newer Pythons than ours, on PATH and in pyenv's folder; each is tried, since a shim may lead nowhere.
newer_pythons() {
    local ours found
    ours=$(.venv/bin/python -c 'import sys; print(sys.version_info[1])')
    for found in $(compgen -c python3. | grep -E '^python3\.[0-9]+$' | sort -u) "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
        "$found" -c "import sys; sys.exit(not (sys.version_info.releaselevel == 'final' and sys.version_info[1] > $ours))" 2> /dev/null \
            && "$found" -c 'import sys; print(sys.version_info[1], sys.executable)' 2> /dev/null || true
    done | sort -u -k1,1n | cut -d' ' -f2
}

# environment FOLDER ARGUMENTS...: an environment of its own for a copy of the project, ready for the tests
copy_of_project() { mkdir -p "$1" && git ls-files -z | xargs -0 cp --parents -t "$1"; }

another_environment() {
    copy_of_project "$1"
    (cd "$1" && env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT="$1/.venv" uv sync --quiet --no-default-groups --group test "${@:2}")
}

# begin_others HOW_MANY: environments for the newest Pythons that are found ("+1": for all that are newer than ours), and
# one with the oldest dependencies allowed
begin_others() {
    local python pythons
    mapfile -t pythons < <(newer_pythons | tail -n "$1")
    [ "${#pythons[@]}" -gt 0 ] || left+=("No newer Python was found on this machine: the tests ran on one.")
    for python in ${pythons[@]+"${pythons[@]}"}; do
        others+=("$("$python" -c 'import platform; print("Python", platform.python_version())')")
        begin "${others[-1]}" another_environment "$scratch/${others[-1]}" --python "$python"
    done
    others+=("Oldest dependencies")
    begin "${others[-1]}" another_environment "$scratch/${others[-1]}" --resolution lowest-direct
}

# everywhere WHAT ARGUMENTS...: tests in each of these environments
everywhere() {
    local name
    for name in "${others[@]}"; do
        stage "$name: its environment" have "$name"
        elsewhere "$name: $1" env -C "$scratch/$name" "$scratch/$name/.venv/bin/python" -m pytest "${two[@]}" "${@:2}"
    done
}

# The commit that a weekly run looks back to: the last one that is a week old, or the first of all.
a_week_ago() { git rev-list -1 --before='7 days ago' HEAD | grep . || git rev-list --max-parents=0 HEAD | tail -1; }

verdict() { python .ci/verdict.py "$scratch" "$SECONDS" ${left[@]+"${left[@]}"} -- ${broken[@]+"${broken[@]}"}; }

export COURSECNN_FAST=0 # stored outputs are those of NumPy; the compiled column has a stage of its own
calm=(env TQDM_MININTERVAL=10) # seconds between the lines of a progress bar
nbval=(python -m pytest -n 3 --dist loadfile --loadscope-reorder --nbval --nbval-current-env --nbval-cell-timeout=300)
two=(-n 2 --dist loadfile -p no:nbval) # the plugin takes more than a second to load, in each process
many=(python -m pytest "${two[@]}")
quick=(tests/project tests/functional tests/reference tests/layers tests/storage) # what a change most often breaks
