"""`scripts/venv.sh` makes `.venv`, keeps one that is whole, and says what it lacks.

The Pythons are fakes: this Python with another version, without modules, with a pip that notes.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("sh", "cmp", "cp", "dirname", "mkdir", "rm", "touch")
LOCKS = ("requirements.lock", "requirements-dev.lock")
RUN, DEV = LOCKS[:1], LOCKS[::-1]
FAKE = """#!/bin/sh
"exec" "{real}" "-IS" "$0" "$@"
import pathlib, shutil, sys
sys.version_info = {version}
sys.version = "{version} {name}"
sys.modules |= {{"pip": sys}} | dict.fromkeys({lacks})
match sys.argv[1:]:
    case ["-c", code]:
        exec(code)
    case ["-m", "venv", place]:
        assert pathlib.Path(place, "unfinished").exists()
        pathlib.Path(place, "bin").mkdir()
        shutil.copy(sys.argv[0], f"{{place}}/bin/python")
        sys.exit({fails!r} == "venv")
    case ["-m", "pip", "install", *_, "--require-hashes", "--only-binary", ":all:", "-r", lock]:
        assert pathlib.Path(".venv/unfinished").exists()
        with open("installed", "a") as file:
            print(lock, file=file)
        sys.exit({fails!r} == "pip")
"""


class Project:
    """A folder with the script and two locks, and the Pythons that its PATH leads to."""

    def __init__(self, folder):
        self.folder, self.bin = folder / "a project", folder / "bin"
        (self.folder / "scripts").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "scripts" / "venv.sh", self.folder / "scripts")
        for lock in LOCKS:
            (self.folder / lock).write_text(f"{lock} 1", "utf-8")
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)

    def python(self, name, *version, lacks=(), fails="", folder=None):
        """Put a Python on the PATH, or elsewhere."""
        path = (folder or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            FAKE.format(
                real=sys.executable, version=version, name=name, lacks=list(lacks), fails=fails
            ),
            "utf-8",
        )
        path.chmod(0o755)
        return path

    def run(self, *locks, **environment):
        return subprocess.run(
            ["sh", "a project/scripts/venv.sh", *locks], cwd=self.folder.parent,
            env={"PATH": str(self.bin), **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def made(self, *locks, **environment):
        """Run it well; the name of the Python that .venv was made with."""
        done = self.run(*locks, **environment)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert not self.venv("unfinished").exists()
        return (
            self.venv("bin/python")
            .read_text("utf-8")
            .split('sys.version = "')[1]
            .split('"')[0]
            .split()[-1]
        )

    def venv(self, name):
        return self.folder / ".venv" / name

    def mark(self):
        """Leave something in .venv; `kept` tells whether it is the same one still."""
        self.venv("mark").touch()

    def kept(self):
        return self.venv("mark").exists()

    def installed(self):
        file = self.folder / "installed"
        return file.read_text("utf-8").split() if file.exists() else []


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path)
    made.python("python3", 3, 12, 1)
    return made


def test_the_newest_python_makes_it(project):
    project.python("python3.11", 3, 11, 0)
    project.python("python3.13", 3, 13, 0)
    assert project.made() == "python3.13"
    assert project.installed() == []


def test_a_lock_is_installed_once(project):
    done = project.run(*RUN)
    assert done.stderr == "Installing requirements.lock into .venv, this happens once.\n"
    project.mark()
    assert project.run(*RUN).stderr == ""
    assert project.kept()
    assert project.installed() == ["requirements.lock"]


def test_the_tools_come_on_top_and_hold_what_the_program_needs(project):
    project.made(*RUN)
    project.mark()
    project.made(*DEV)
    project.made(*RUN)
    project.made()
    assert project.kept()
    assert project.installed() == ["requirements.lock", "requirements-dev.lock"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_that_differs_makes_it_anew(project, lock):
    project.made(*DEV)
    project.mark()
    (project.folder / lock).write_text("2", "utf-8")
    project.made(*RUN)
    assert not project.kept()
    assert project.installed() == ["requirements-dev.lock", "requirements.lock"]


def test_a_lock_that_was_never_installed_may_change(project):
    project.made(*RUN)
    project.mark()
    (project.folder / "requirements-dev.lock").write_text("2", "utf-8")
    project.made(*RUN)
    assert project.kept()


def test_what_was_cut_short_is_made_anew(project):
    project.made(*RUN)
    project.mark()
    project.venv("unfinished").touch()
    project.made(*RUN)
    assert not project.kept()


@pytest.mark.parametrize("broken", [{"lacks": ["pip"]}, {"version": (3, 10, 9)}, None])
def test_one_that_does_not_work_is_made_anew(project, broken):
    project.made()
    project.mark()
    project.venv("bin/python").unlink()
    if broken:
        version = broken.pop("version", (3, 12, 1))
        project.python("python", *version, folder=project.venv("bin"), **broken)
    assert project.made() == "python3"
    assert not project.kept()


def test_another_python_that_is_asked_for_makes_it_anew(project, tmp_path):
    asked = str(project.python("my-python", 3, 14, 0, folder=tmp_path / "with a space"))
    project.made()
    project.mark()
    assert project.made(PYTHON="") == "python3"
    assert project.made(PYTHON="python3") == "python3"
    assert project.kept()
    assert project.made(PYTHON=asked) == "my-python"
    assert not project.kept()
    project.mark()
    assert project.made(PYTHON=asked) == project.made() == "my-python"
    assert project.made(PYTHON="~/with a space/my-python", HOME=str(tmp_path)) == "my-python"
    assert project.kept()


@pytest.mark.parametrize("fails", ["venv", "pip"])
def test_work_that_fails_is_not_taken_for_done(project, fails):
    project.python("python3", 3, 12, 1, fails=fails)
    assert project.run(*RUN).returncode != 0
    assert project.run(*RUN).returncode != 0
    project.python("python3", 3, 12, 1)
    assert project.made(*RUN) == "python3"
    assert project.venv("requirements.lock").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_the_package_that_is_missing_is_named(project, module):
    project.python("python3", 3, 12, 1, lacks=[module])
    done = project.run(*RUN)
    assert done.returncode == 1
    assert done.stderr == "Python cannot make a .venv yet. Run: apt install python3.12-venv\n"
    assert not (project.folder / ".venv").exists()
    project.python("python3.11", 3, 11, 2)
    assert project.made(*RUN) == "python3.11"


@pytest.mark.parametrize("asked", ["", "nonesuch", "python3.11", "/no/where/python3"])
def test_without_a_python_that_is_new_enough_it_says_so(project, asked):
    project.made(*RUN)
    project.mark()
    project.python("python3", 3, 10, 9)
    project.python("python3.11", 3, 10, 9)  # whatever its name says
    if not asked:
        project.venv("bin/python").unlink()
    done = project.run(*RUN, PYTHON=asked)
    assert done.returncode == 1
    assert done.stderr == (
        "No Python 3.11 or newer found. Install one, or name it: PYTHON=/path/to/python\n"
    )
    assert project.kept()
