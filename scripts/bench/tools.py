"""The programs that are measured, and how each is called."""

import subprocess
import sys
from pathlib import Path

from failure import NotThere
from measure import Command, run_once

NOW = "2026-11-23T00:00:00Z"
DUCKDB = Path(__file__).with_name("duckdb_peer.py")
PYTHON = Path(__file__).with_name("python_peer.py")


class Picket:
    def __init__(self, program):
        self.program = program

    def command(self, name, database, *words, **options):
        argv = [self.program, *words, "--db", database]
        return Command(f"picket {name}", [str(word) for word in argv], **options)

    def hunt(self, hunt, database, output, *words, **options):
        """A hunt; `words` are further options of it."""
        name = " ".join(["hunt", hunt, *(word for word in words if str(word).startswith("--"))])
        return self.command(
            name, database, "hunt", hunt, *words, "--now", NOW, output=output, **options
        )

    def load(self, log, database, *words, **options):
        """An import; `words` are further options of it."""
        words = ["import", *words, log]
        return self.command(
            f"import {log.name}", database, *words, durable=durable(database), **options
        )

    def ingest_command(self, bundle, database, **options):
        words = ["ingest", "file", bundle, "--name", "bench", "--now", NOW]
        return self.command("ingest file", database, *words, **options)

    def ingest(self, bundle, database):
        run_once(self.ingest_command(bundle, database))

    def require(self, *words):
        """Fails with NotThere where the build does not know a command, an option or a hunt."""
        argv = [self.program, *words, "--db", "/nonexistent/picket.db"]
        run = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if run.returncode == 64 or "no hunt and no file is called" in run.stderr:
            shown = " ".join(Path(word).name for word in words)
            raise NotThere(f"not there yet: picket {shown}")


def durable(database):
    """What has to be on the disk before an import counts as done."""
    return [f"{database}{end}" for end in ("", "-wal", ".wal")]


def python_ingest(bundle, database, **options):
    argv = [sys.executable, PYTHON, bundle, database]
    return Command("Python json and sqlite3", [str(word) for word in argv], **options)


def duckdb_run(name, database, sql, **options):
    argv = [sys.executable, DUCKDB, "run", database, sql]
    return Command(f"DuckDB {name}", [str(word) for word in argv], **options)


def duckdb_query(name, database, csv, sql):
    argv = [sys.executable, DUCKDB, "query", database, csv, sql]
    return Command(f"DuckDB {name}", [str(word) for word in argv])
