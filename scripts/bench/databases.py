"""The databases of the measured commands: each built once, and copied where a run changes it."""

import shutil
import sys

# What SQLite and DuckDB may leave beside a file.
BESIDE = ["", "-wal", "-shm", ".wal"]
# The names, without their ends, that several groups ask for.
SHARED = ["indicators", "conn", "conn-small"]


class Databases:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, name, build):
        """The database of a name; `build` is called with a path where there is none yet."""
        path = self.folder / name
        if not path.exists():
            print(f"building {name}", file=sys.stderr)
            unfinished = self.run_file(name)
            build(unfinished)
            self.keep(unfinished, name)
        return path

    def run_file(self, name):
        """A path for one run, with nothing there yet."""
        path = self.folder / f"run-{name}"
        self.remove(path)
        return path

    def copy(self, source, to):
        """A copy of a database under a path of `run_file`."""
        self.remove(to)
        for end in BESIDE:
            if source.with_name(source.name + end).exists():
                shutil.copyfile(source.with_name(source.name + end), to.with_name(to.name + end))

    def keep(self, path, name):
        """Makes a run's file the database of a name."""
        for end in BESIDE:
            if path.with_name(path.name + end).exists():
                path.with_name(path.name + end).rename(self.folder / (name + end))

    def remove(self, path):
        for end in BESIDE:
            path.with_name(path.name + end).unlink(missing_ok=True)

    def clear_unshared(self):
        """Removes what no other group needs."""
        for path in self.folder.iterdir():
            if path.name.split(".")[0] not in SHARED:
                path.unlink()

    def clear(self):
        shutil.rmtree(self.folder, ignore_errors=True)
