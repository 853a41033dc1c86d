"""Hunts by relation: names below an indicator's name, addresses in an indicator's block."""

import duckdb_sql as sql
from compare import same
from failure import Failure
from groups import bases
from measure import Command, measure
from results import faster
from tools import duckdb_query

RUNS = 5


def subdomain(bench):
    bench.program.require("hunt", "dns-subdomain")
    data = bench.main
    database = bases.with_log(bench, "dns", data.file("dns.log"))
    log = data.stripped("dns.log")
    peer = bases.duckdb_with(bench, "dns", f"CREATE TABLE dns AS {sql.dns(log)}")
    ours, theirs = bench.csv("subdomain-picket"), bench.csv("subdomain-duckdb")
    commands = [
        bench.program.hunt("dns-subdomain", database, ours),
        duckdb_query("parents of distinct names", peer, theirs, sql.dns_subdomain()),
    ]
    expected = data.truth["queries"]["unexpiredSubdomainHits"]
    columns = ["TimeGenerated", "ClientIP", "Name", "MatchedValue", "ConfidenceScore", "ThreatType"]
    figures = measure(commands, RUNS, lambda: same(ours, theirs, columns, expected))
    yield faster(f"hunt dns-subdomain, {bench.rows:,} queries", *figures, 10)


def cidr(bench):
    bench.program.require("hunt", "network-cidr")
    data = bench.main
    log, lines = data.file("conn.log"), data.file("blocks.txt")
    full = bases.with_log(bench, "conn", log)

    def build(path):
        bench.databases.copy(full, path)
        bench.program.ingest(data.file("blocks.json"), path)

    database = bench.databases.get("cidr.db", build)
    peer = bases.duckdb_with(
        bench,
        "cidr",
        f"CREATE TABLE numbered AS {sql.numbered(data.stripped('conn.log'))}",
        f"CREATE TABLE blocks AS {sql.blocks(lines)}",
    )
    ours, theirs, grepped = (bench.csv(f"cidr-{tool}") for tool in ("picket", "duckdb", "grepcidr"))
    commands = [
        bench.program.hunt("network-cidr", database, ours),
        Command("grepcidr -f", ["grepcidr", "-f", str(lines), str(log)], output=grepped),
        duckdb_query("ASOF join of numbers", peer, theirs, sql.network_cidr()),
    ]
    expected = data.connections()["blockHits"]
    columns = ["TimeGenerated", "SourceIP", "DestinationIP", "MatchedValue"]

    def check():
        same(ours, theirs, columns, expected)
        found = grepped.read_bytes().count(b"\n")
        if found != expected:
            raise Failure(f"grepcidr found {found} lines of {expected}")

    picket, grepcidr, duck = measure(commands, RUNS, check)
    work = f"hunt network-cidr, {bench.rows:,} rows, {data.truth['blocks']:,} blocks"
    yield faster(work, picket, grepcidr, 20)
    yield faster(work, picket, duck, 20)
