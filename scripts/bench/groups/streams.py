"""Straight on a log: a hunt without an import, and one value."""

import csv

import duckdb_sql as sql
from compare import same
from failure import Failure
from groups import bases
from groups.hunts import COLUMNS
from measure import Command, measure
from results import at_most, faster
from tools import duckdb_query

RUNS = 5
# Zeek's ASCII writer puts eight lines before the first row.
HEADER_LINES = 8


def on(bench):
    data = bench.main
    log = data.file("conn.log")
    bench.program.require("hunt", "network-ip", "--on", str(log))
    ours, theirs = bench.csv("on-picket"), bench.csv("on-duckdb")
    relation = f"({sql.conn(log, HEADER_LINES)})"
    commands = [
        bench.program.hunt("network-ip", bases.indicators(bench), ours, "--on", log),
        duckdb_query(
            "join on the file", bases.duckdb_indicators(bench), theirs, sql.network_ip(relation)
        ),
    ]
    expected = data.connections()["unexpiredHits"]
    figures = measure(commands, RUNS, lambda: same(ours, theirs, COLUMNS, expected))
    work = f"hunt network-ip --on conn.log, {bench.rows:,} rows"
    yield faster(work, *figures, 2)
    yield at_most(f"{work}: memory", *figures, 0.25, by="memory")


def pivot(bench):
    data = bench.main
    log = data.file("conn.log")
    value = data.connections()["firstHit"]
    bench.program.require("pivot", value)
    database = bases.with_log(bench, "conn", log)
    ours, grepped = bench.csv("pivot-picket"), bench.csv("pivot-grep")
    commands = [
        bench.program.command("pivot", database, "pivot", value, output=ours),
        Command("grep -F", ["grep", "-F", value, str(log)], output=grepped),
    ]

    def check():
        with open(ours, newline="") as file:
            places = {row["Place"]: row["Rows"] for row in csv.DictReader(file)}
        # grep finds longer addresses as well.
        lines = grepped.read_text().splitlines()
        count = sum(line.split("\t")[4] == value for line in lines)
        if count == 0 or places.get("NetworkConnection.DestinationIP") != str(count):
            raise Failure(f"pivot on {value}: {places}, but the log has {count} rows")

    yield faster(f"pivot on an address, {bench.rows:,} rows", *measure(commands, RUNS, check), 1000)
