#!/bin/sh
# sh scripts/venv.sh [LOCK [PART...]]
# Make .venv anew, unless it works, is whole, fits the locks and is the Python asked for by
# PYTHON=/path/to/python. Then install LOCK, which includes those of PART, where it isn't yet.
# The copy of a lock in .venv is its stamp; "unfinished" marks work that was cut short.
cd "$(dirname "$0")/.." || exit 1
case ${PYTHON-} in "~/"*) PYTHON=$HOME/${PYTHON#??} ;; esac
PY=.venv/bin/python

can() { # import a module, as a Python that is new enough
  "$1" -c "import sys, $2; sys.exit(sys.version_info < (3, 11))" 2>/dev/null
}

version() { "$1" -c 'import sys; print(sys.version)' 2>&1; }

is_whole() {
  [ ! -e .venv/unfinished ] && can $PY pip || return 1
  for lock in requirements.lock requirements-dev.lock; do
    [ ! -e .venv/$lock ] || cmp -s $lock .venv/$lock || return 1
  done
  [ -z "${PYTHON-}" ] || [ "$(version $PY)" = "$(version "$PYTHON")" ]
}

build() { # with the first Python that is new enough and can
  lacks=
  for python; do
    can "$python" sys || continue
    if can "$python" "ensurepip, venv"; then
      rm -rf .venv && mkdir .venv && touch .venv/unfinished &&
        "$python" -m venv .venv </dev/null && rm .venv/unfinished && return
      rm -rf .venv
      exit 1
    fi
    lacks=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  done
  if [ -n "$lacks" ]; then
    echo "Python cannot make a .venv yet. Run: apt install $lacks" >&2
  else
    echo "No Python 3.11 or newer found. Install one, or name it: PYTHON=/path/to/python" >&2
  fi
  exit 1
}

install() { # wheels only: a source build needs a compiler and fetches tools no lock has checked
  cmp -s "$1" ".venv/$1" && return
  echo "Installing $1 into .venv, this happens once." >&2
  touch .venv/unfinished &&
    $PY -m pip install --quiet --disable-pip-version-check --require-hashes \
      --only-binary :all: -r "$1" </dev/null && cp "$@" .venv && rm .venv/unfinished
}

if is_whole; then
  :
elif [ -n "${PYTHON-}" ]; then
  build "$PYTHON"
else
  build python3.14 python3.13 python3.12 python3.11 python3
fi
[ $# -eq 0 ] || install "$@"
