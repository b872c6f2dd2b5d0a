"""What is kept of the compiled loops holds for the files they are made of, and no fewer."""

from pathlib import Path

from firebreak.engine.chains import compiled


def test_every_file_with_kernels_is_in_the_stamp():
    folder = Path(compiled.__file__).parent
    made_of = {
        path.stem
        for path in folder.glob("*.py")
        if "engine.chains.compiled import" in path.read_text(encoding="utf-8")
    }
    assert made_of | {"arrays", "compiled"} == set(compiled.FILES)


def test_kernels_take_constants_from_files_in_the_stamp_only():
    folder = Path(compiled.__file__).parent
    for name in compiled.FILES:
        for line in (folder / f"{name}.py").read_text(encoding="utf-8").splitlines():
            if line.startswith("from firebreak.engine.chains."):
                assert line.split()[1].rpartition(".")[2] in compiled.FILES, (name, line)
