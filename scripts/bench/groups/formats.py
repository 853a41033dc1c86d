"""Imports of the same connections in other encodings, and of the log compressed."""

from pathlib import Path

import duckdb_sql as sql
from compare import same
from encoders import encoded
from failure import Failure
from groups import bases
from groups.hunts import COLUMNS
from groups.imports import count_duckdb, count_sqlite, fresh
from measure import measure, run_once
from results import at_most, memory_below
from tools import duckdb_query, duckdb_run, durable

RUNS = 3
MEMORY = 400
# Where the fields of the export go, for `picket import --map`.
MAP = Path(__file__).parents[1] / "connections.yaml"


def formats(bench):
    """Each against conn.log, against DuckDB on the same file, or both."""
    bench.program.require("import", "--map", MAP, "conn.csv")
    plain = bench.main.file("conn.log")
    for name, statement in (("conn.json", sql.conn_json), ("eve.json", sql.suricata)):
        log = encoded(bench.main, name)
        yardstick, ours, theirs = taken(bench, [plain, log], "read_json", statement(log))
        yield at_most(work(bench, log), ours, yardstick, 2)
        yield from bounded(bench, log, ours, theirs)
    log = encoded(bench.main, "conn.csv")
    yield from bounded(bench, log, *taken(bench, [log], "read_csv", sql.export(log)))
    packed = [encoded(bench.main, name) for name in ("conn.log.gz", "conn.log.zst")]
    yardstick, *figures = taken(bench, [plain, *packed])
    for log, ours in zip(packed, figures):
        yield at_most(work(bench, log), ours, yardstick, 1.1)
        yield memory_below(f"{work(bench, log)}: memory", ours, MEMORY)


def work(bench, log):
    return f"import {log.name}, {bench.rows:,} rows, on the disk"


def bounded(bench, log, ours, theirs):
    yield at_most(f"{work(bench, log)}: CPU time", ours, theirs, 1, by="cpu")
    yield memory_below(f"{work(bench, log)}: memory", ours, MEMORY)


def taken(bench, logs, reader="", statement=""):
    """The figures of Picket's imports in turns, and last DuckDB's where there is a statement.

    After each turn each must have every row, and the documented hunt must find the same in each.
    Each comparison takes conn.log anew: the files and databases of all encodings at once would push
    each other out of the page cache.
    """
    ours = [bench.databases.run_file(f"formats-{number}.db") for number in range(len(logs))]
    commands = [load(bench, log, path) for log, path in zip(logs, ours)]
    if len(logs) > 1:
        commands[0].name += ", beside " + " and ".join(log.name for log in logs[1:])
    theirs = bench.databases.run_file("formats.duckdb")
    if statement:
        commands.append(
            duckdb_run(
                f"{reader} of {logs[-1].name} into a table",
                theirs,
                f"CREATE TABLE conn AS {statement}",
                durable=durable(theirs),
                before=fresh(bench, bases.duckdb_indicators, theirs),
            )
        )

    def check():
        outputs = []
        for path in [*ours, theirs] if statement else ours:
            is_theirs = path == theirs
            count = count_duckdb(path) if is_theirs else count_sqlite(path, "NetworkConnection")
            if count != bench.rows:
                raise Failure(f"{path.name} has {count} rows of {bench.rows}")
            outputs.append(bench.csv(path.name))
            run_once(
                duckdb_query("join", path, outputs[-1], sql.network_ip())
                if is_theirs
                else bench.program.hunt("network-ip", path, outputs[-1])
            )
        expected = bench.main.connections()["unexpiredHits"]
        for output in outputs[1:]:
            same(outputs[0], output, COLUMNS, expected)

    figures = measure(commands, RUNS, check, rotated=True)
    for path in [*ours, theirs]:
        bench.databases.remove(path)
    return figures


def load(bench, log, database):
    words = ["--map", MAP] if log.suffix == ".csv" else []
    before = fresh(bench, bases.indicators, database)
    return bench.program.load(log, database, *words, before=before)
