"""A rule in the form of Sentinel's, with the newest version of each indicator and the newest hit."""

from pathlib import Path

import duckdb_sql as sql
from compare import rows
from failure import Failure
from groups import bases
from measure import measure
from results import at_most, faster
from tools import duckdb_query

RULE = Path(__file__).parents[1] / "canonical-rule.kql"
RUNS = 5
COLUMNS = ["NetworkConnection_TimeGenerated", "Description", "DestinationIP", "ConfidenceScore"]


def rule(bench):
    """Against the documented hunt on the same database, and against DuckDB's stored table."""
    data = bench.main
    database = bases.with_log(bench, "conn", data.file("conn.log"))
    peer = bases.duckdb_conn(bench, "conn", data)
    ours, documented, theirs = (bench.csv(f"rule-{name}") for name in ("picket", "hunt", "duckdb"))
    commands = [
        bench.program.hunt(str(RULE), database, ours),
        bench.program.hunt("network-ip", database, documented),
        duckdb_query("arg_max, join, arg_max", peer, theirs, sql.canonical_rule()),
    ]
    commands[0].name = "picket hunt canonical-rule.kql"

    def check():
        mine, others = (sorted(rows(output, COLUMNS)) for output in (ours, theirs))
        if not mine or mine != others:
            raise Failure(f"{len(mine)} and {len(others)} rows, or different ones")

    picket, hunt, duck = measure(commands, RUNS, check)
    work = f"canonical rule, {bench.rows:,} rows, {bench.indicators:,} indicators"
    yield at_most(f"{work}, against the documented hunt", picket, hunt, 3)
    yield faster(f"{work}, against DuckDB", picket, duck, 2)
