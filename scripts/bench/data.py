"""The data: made by `picket-samples bench`, used again where its parameters are the same."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path


class Data:
    """The files of one shape, and the counts of what is in them."""

    def __init__(self, folder):
        self.folder = folder
        self.truth = json.loads((folder / "expected.json").read_text())

    def file(self, name):
        return self.folder / name

    def connections(self, log="conn.log"):
        return self.truth["connections"][log]

    def first_time(self, log):
        """The time of a log's first row, in seconds of the Unix epoch, as text."""
        with open(self.file(log)) as file:
            return next(line for line in file if not line.startswith("#")).split("\t")[0]

    def stripped(self, log):
        """The log without its `#` lines, for tools that would take them for rows."""
        command = ["grep", "-v", "^#", self.file(log)]
        return self.derived(
            log + ".stripped", lambda file: subprocess.run(command, stdout=file, check=True)
        )

    def derived(self, name, write):
        """A file that is made of the others, once; `write` is called with where it goes."""
        path = self.file(name)
        if not path.exists():
            print(f"making {name}", file=sys.stderr)
            unfinished = path.with_name(name + ".unfinished")
            with open(unfinished, "wb") as file:
                write(file)
            unfinished.rename(path)
        return path


def generator_version(root):
    """Changes with the code that makes the data."""
    digest = hashlib.sha256()
    encoders = Path(__file__).with_name("encoders.py")
    for file in [*sorted((root / "Sources/Samples").rglob("*.swift")), encoders]:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def make(bench, rows, hits=None, parts=(), indicators=None):
    """The data of a shape; `parts` are the standard ones where none is named."""
    indicators = indicators or bench.indicators
    name = f"rows-{rows}-indicators-{indicators}"
    if hits is not None:
        name += f"-hits-{hits}"
    if parts:
        name += "-" + "-".join(parts)
    folder = bench.folder / "data" / name
    stamp = folder / "generator"
    version = generator_version(bench.root)
    if not stamp.exists() or stamp.read_text() != version:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"making {name}", file=sys.stderr)
        command = [bench.samples, "bench", "--rows", rows, "--indicators", indicators]
        if hits is not None:
            command += ["--hits", hits]
        command += ["--into", folder]
        if parts:
            command += ["--only", *parts]
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
        stamp.write_text(version)
    return Data(folder)
