"""Imports: ten million connections, and a million more."""

import os
import sqlite3

import duckdb

import duckdb_sql as sql
from failure import Failure
from groups import bases
from measure import Command, measure
from results import at_most, faster, memory_below
from tools import duckdb_run, durable

RUNS = 3


def load(bench):
    """`picket import` beside the imports of the sqlite3 shell and of DuckDB, on the disk."""
    data, databases = bench.main, bench.databases
    log, stripped = data.file("conn.log"), data.stripped("conn.log")
    ours, shell, theirs = (databases.run_file(f"import.{end}") for end in ("db", "shell", "duckdb"))
    fields = ", ".join(f'"{field}"' for field in sql.CONN)
    statements = (
        f"CREATE TABLE conn ({fields});",
        ".mode tabs",
        f".import {stripped} conn",
        "CREATE INDEX conn_resp_h ON conn (resp_h);",
    )
    commands = [
        bench.program.load(log, ours, before=fresh(bench, bases.indicators, ours)),
        Command(
            "sqlite3 .import and index",
            ["sqlite3", "-bail", str(shell), *statements],
            durable=durable(shell),
            before=lambda: fresh_file(databases, shell),
        ),
        duckdb_run(
            "read_csv into a table",
            theirs,
            f"CREATE TABLE conn AS {sql.conn(stripped)}",
            durable=durable(theirs),
            before=fresh(bench, bases.duckdb_indicators, theirs),
        ),
    ]

    def check():
        for path, count in (
            (ours, count_sqlite(ours, "NetworkConnection")),
            (shell, count_sqlite(shell, "conn")),
            (theirs, count_duckdb(theirs)),
        ):
            if count != bench.rows:
                raise Failure(f"{path.name} has {count} rows of {bench.rows}")

    picket, sqlite, duck = measure(commands, RUNS, check)
    databases.remove(shell)
    databases.keep(ours, "conn.db")
    databases.keep(theirs, "conn.duckdb")
    work = f"import conn.log, {bench.rows:,} rows, on the disk"
    yield faster(work, picket, sqlite, 3.5)
    yield memory_below(f"{work}: memory", picket, 400)
    yield at_most(f"{work}: CPU time", picket, duck, 1, by="cpu")


def append(bench):
    """A tenth of the rows more, with and without the others in the database."""
    data, databases = bench.main, bench.databases
    full = bases.with_log(bench, "conn", data.file("conn.log"))
    log = data.file("conn-append.log")
    onto, alone = databases.run_file("append.db"), databases.run_file("alone.db")
    commands = [
        bench.program.load(log, onto, before=fresh(bench, lambda _: full, onto)),
        bench.program.load(log, alone, before=fresh(bench, bases.indicators, alone)),
    ]
    added = bench.rows // 10
    commands[0].name += f" onto {bench.rows:,} rows"
    commands[1].name += " onto no rows"

    def check():
        for path, rows in ((onto, bench.rows + added), (alone, added)):
            if count_sqlite(path, "NetworkConnection") != rows:
                raise Failure(f"{path.name} does not have {rows} rows")

    large, small = measure(commands, RUNS, check)
    databases.remove(onto)
    databases.remove(alone)
    yield at_most(f"append {added:,} rows to {bench.rows:,}, on the disk", large, small, 1.3)


def fresh(bench, source, to):
    """Before a run: a copy of a database, on the disk, so that a run pays for its own writing."""

    def copy():
        bench.databases.copy(source(bench), to)
        os.sync()

    return copy


def fresh_file(databases, path):
    databases.remove(path)
    os.sync()


def count_sqlite(path, table):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    finally:
        connection.close()


def count_duckdb(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM conn").fetchone()[0]
