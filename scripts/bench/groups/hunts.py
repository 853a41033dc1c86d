"""The documented hunt for connections to known addresses."""

import duckdb_sql as sql
from compare import rows, same
from failure import Failure
from groups import bases
from measure import measure
from results import at_most, faster, not_measured
from tools import duckdb_query

COLUMNS = ["TimeGenerated", "SourceIP", "DestinationIP", "ConfidenceScore", "Description"]
RUNS = 5


def hunt(bench):
    """Stored, against DuckDB's stored table: warm at both sizes, and cold."""
    for name, data, goal in (("conn", bench.main, 8), ("conn-small", bench.small, 12)):
        commands, check = pair(bench, name, data)
        count = data.connections()["rows"]
        work = f"hunt network-ip, {count:,} rows, {bench.indicators:,} indicators"
        yield faster(f"{work}, warm", *measure(commands, RUNS, check), goal)
        if name == "conn":
            cold = measure(commands, RUNS, check, cold=True)
            if cold:
                for figures in cold:
                    figures.name += ", cold"
                yield faster(f"{work}, cold", *cold, 3)
            else:
                yield not_measured(f"{work}, cold", "the page cache may not be dropped here")


def pair(bench, name, data):
    """The hunt in both, and the check of their answers."""
    ours, theirs = bench.csv(f"{name}-picket"), bench.csv(f"{name}-duckdb")
    database = bases.with_log(bench, name, data.file("conn.log"))
    peer = bases.duckdb_conn(bench, name, data)
    commands = [
        bench.program.hunt("network-ip", database, ours),
        duckdb_query("join on a stored table", peer, theirs, sql.network_ip()),
    ]
    expected = data.connections()["unexpiredHits"]
    for command in commands:
        command.name += f", {data.connections()['rows']:,} rows"
    return commands, lambda: same(ours, theirs, COLUMNS, expected)


def growth(bench):
    """The same matches among ten times the rows."""
    small, sparse = bench.small, bench.sparse
    outputs = [bench.csv("growth-few"), bench.csv("growth-many")]
    databases = [
        bases.with_log(bench, "conn-small", small.file("conn.log")),
        bases.with_log(bench, "conn-sparse", sparse.file("conn.log")),
    ]
    commands = [
        bench.program.hunt("network-ip", database, output)
        for database, output in zip(databases, outputs)
    ]
    for command, data in zip(commands, (small, sparse)):
        command.name += (
            f", {data.connections()['rows']:,} rows with {data.connections()['hits']:,} hits"
        )
    expected = small.connections()["unexpiredHits"]

    def check():
        # The rows between the hits differ, so their times do; the indicators that are hit do not.
        few, many = (rows(output, COLUMNS[2:]) for output in outputs)
        if len(few) != expected or few != many:
            raise Failure(
                f"{len(few)} and {len(many)} rows, or different ones; expected {expected}"
            )

    few, many = measure(commands, RUNS, check)
    work = f"hunt network-ip, from {bench.rows // 10:,} to {bench.rows:,} rows, as many matches"
    yield at_most(work, many, few, 1.5)
