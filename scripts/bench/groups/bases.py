"""The databases that groups share."""

import duckdb_sql as sql
from measure import run_once
from tools import duckdb_run


def indicators(bench):
    """Picket's database with the indicators alone."""
    bundle = bench.main.file("indicators.json")
    return bench.databases.get("indicators.db", lambda path: bench.program.ingest(bundle, path))


def duckdb_indicators(bench):
    csv = bench.main.file("indicators.csv")

    def build(path):
        run_once(
            duckdb_run("indicators", path, f"CREATE TABLE indicators AS {sql.indicators(csv)}")
        )

    return bench.databases.get("indicators.duckdb", build)


def with_log(bench, name, log):
    """Picket's database with the indicators and a log."""

    def build(path):
        bench.databases.copy(indicators(bench), path)
        run_once(bench.program.load(log, path))

    return bench.databases.get(f"{name}.db", build)


def duckdb_with(bench, name, *statements):
    """DuckDB's database with the indicators and what statements make."""

    def build(path):
        bench.databases.copy(duckdb_indicators(bench), path)
        run_once(duckdb_run(name, path, "; ".join(statements)))

    return bench.databases.get(f"{name}.duckdb", build)


def duckdb_conn(bench, name, data):
    log = data.stripped("conn.log")
    return duckdb_with(bench, name, f"CREATE TABLE conn AS {sql.conn(log)}")
