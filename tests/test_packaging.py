"""What is installed is whole: the command, the rule sets, and nothing that belongs elsewhere."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_rule_sets_and_the_types_marker(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in ("should-we-finetune", "ertas", "eazyware", "prices", "offers"):
        assert f"rules/sets/{name}.yaml" in names
    assert "rules/py.typed" in names
    assert "rules/cli/starter.yaml" in names
    assert not any(name.startswith("tests/") for name in names)


def test_the_command_is_should_we_finetune(wheel):
    archive = zipfile.ZipFile(wheel)
    (entry,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    assert "should-we-finetune = bot.__main__:main" in archive.read(entry).decode()


def test_it_runs_from_the_wheel_alone(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from bot.__main__ import main; sys.exit(main())"],
        input=b"style\nnarrow\nnone\n", capture_output=True, cwd=tmp_path, check=False,
        env={"PYTHONPATH": str(tmp_path / "installed"), "PATH": ""},
    )  # fmt: skip
    assert b"NOT YET. IMPROVE THE PROMPT." in done.stdout, done.stderr
    assert (tmp_path / "advisor.db").exists()
