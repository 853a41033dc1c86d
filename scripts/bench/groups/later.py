"""What is new since the last time, against asking everything again."""

from datetime import datetime, timezone

import duckdb_sql as sql
from compare import same
from groups import bases
from groups.hunts import COLUMNS
from measure import measure, run_once
from results import faster
from tools import duckdb_query

RUNS = 5


def new(bench):
    bench.program.require("hunt", "network-ip", "--new")
    data, databases = bench.main, bench.databases
    full = bases.with_log(bench, "conn", data.file("conn.log"))
    ours, theirs = bench.csv("new-picket"), bench.csv("new-duckdb")

    def build(path):
        databases.copy(full, path)
        # The first --new returns everything, and remembers it.
        run_once(bench.program.hunt("network-ip", path, ours, "--new"))
        run_once(bench.program.load(data.file("conn-new.log"), path))

    ready = databases.get("new.db", build)
    peer = bases.duckdb_with(
        bench,
        "new",
        f"CREATE TABLE conn AS {sql.conn(data.stripped('conn.log'))}",
        f"INSERT INTO conn {sql.conn(data.stripped('conn-new.log'))}",
    )
    run = databases.run_file("new.db")
    commands = [
        bench.program.hunt(
            "network-ip", run, ours, "--new", before=lambda: databases.copy(ready, run)
        ),
        duckdb_query("join on the stored table again", peer, theirs, sql.network_ip()),
    ]
    begin = datetime.fromtimestamp(int(data.first_time("conn-new.log").split(".")[0]), timezone.utc)
    expected = data.connections("conn-new.log")["unexpiredHits"]
    since = begin.strftime("%Y-%m-%d %H:%M:%S")
    figures = measure(commands, RUNS, lambda: same(ours, theirs, COLUMNS, expected, since))
    databases.remove(run)
    yield faster(f"hunt network-ip --new, {bench.rows // 100:,} new rows", *figures, 10)
