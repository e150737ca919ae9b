"""The program in a process of its own, forked from one that has imported it already.

Four fifths of a start are imports, the same each time. A test that is about what the program does
afterwards need not pay for them. That `python -m bot` starts is for test_terminal to show.
"""

import multiprocessing
import os
import signal
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess

from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", "bot.slack.app", "bot.__main__", __name__])


class Program:
    """`python -m bot` with these arguments, its output in files; ends with the tests at last."""

    def __init__(self, arguments, environment, folder, output, errors=None, main="bot.__main__"):
        files = (output, errors or output)
        output.touch()
        self._process = _forks.Process(
            target=_run, args=(main, arguments, environment, folder, files), daemon=True
        )
        self._process.start()

    def poll(self) -> int | None:
        """How it ended: its exit code, or the negative number of a signal."""
        return self._process.exitcode

    def send_signal(self, how: signal.Signals) -> None:
        assert self._process.pid
        with suppress(ProcessLookupError):  # it has ended
            os.kill(self._process.pid, how)

    def wait(self) -> int:
        """Wait for its end, and say how it ended."""
        self._process.join(PATIENCE)
        code = self.poll()
        assert code is not None, "it has not ended"
        return code


def run(arguments, environment, folder) -> CompletedProcess[str]:
    """What the program prints from start to end."""
    files = [folder / f"{name}.txt" for name in ("stdout", "stderr")]
    code = Program(arguments, environment, folder, *files).wait()
    out, errors = (file.read_text("utf-8") for file in files)
    for file in files:
        file.unlink()
    return CompletedProcess(arguments, code, out, errors)


def _run(
    main: str,
    arguments: list[str],
    environment: dict[str, str],
    folder: Path,
    files: tuple[Path, Path],
) -> None:
    """What runs in the other process: set up as a new Python would be."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.path.insert(0, str(ROOT))
    for number, file in enumerate(files, start=1):
        stream = file.open("a", 1, "utf-8")
        os.dup2(stream.fileno(), number)
        setattr(sys, ("stdout", "stderr")[number - 1], stream)
    warnings.simplefilter("error", RuntimeWarning)  # such as a coroutine nobody waited for
    sys.exit(import_module(main).main(arguments))
