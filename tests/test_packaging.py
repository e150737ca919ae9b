"""What is installed is whole: the command, the rule sets, and nothing that belongs elsewhere."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.__main__ import main

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


def test_its_description_is_the_readme(wheel):
    archive = zipfile.ZipFile(wheel)
    (about,) = [name for name in archive.namelist() if name.endswith("/METADATA")]
    assert archive.read(about).decode().endswith((ROOT / "README.md").read_text("utf-8"))


@pytest.fixture
def installed(wheel, tmp_path):
    """Run the program from the wheel alone."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")

    def run(*words, said=b""):
        start = "import sys; from bot.__main__ import main; sys.exit(main())"
        return subprocess.run(
            [sys.executable, "-c", start, *words],
            input=said, capture_output=True, cwd=tmp_path, check=False,
            env={"PYTHONPATH": str(tmp_path / "installed"), "PATH": ""},
        )  # fmt: skip

    return run


def test_it_runs_from_the_wheel_alone(installed, tmp_path):
    done = installed(said=b"style\nnarrow\nnone\n")
    assert b"NOT YET. IMPROVE THE PROMPT." in done.stdout, done.stderr
    assert (tmp_path / "advisor.db").exists()


def test_it_prints_the_manifest_from_the_wheel_alone_and_from_a_clone(installed, capsys):
    manifest = (ROOT / "manifest.yml").read_text("utf-8")
    assert main(["manifest"]) == 0
    assert capsys.readouterr().out == manifest
    assert installed("manifest").stdout.decode() == manifest
