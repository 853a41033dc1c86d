"""Feeds: a STIX bundle for the first time, the same again, and a poll later."""

import os
import sqlite3

import data
from failure import Failure
from measure import measure
from results import faster, memory_below
from tools import durable, python_ingest

RUNS = 3
MEMORY = 300
# Indicators of the small bundle.
SMALL = 100_000
# The goals of a first load, by the size of the bundle.
FIRST = {SMALL: 4}
FIRST_OTHERWISE = 6


def ingest(bench):
    """`picket ingest file` beside Python's json and sqlite3 on the same bundle."""
    for count in sorted({min(SMALL, bench.indicators), bench.indicators}):
        yield from of_size(bench, count)


def of_size(bench, count):
    made = data.make(bench, 2000, parts=["indicators", "changed"], indicators=count)
    bundle, later = made.file("indicators.json"), made.file("indicators-changed.json")
    changed = made.truth["changed"]
    ours, theirs = (bench.databases.run_file(f"ingest.{end}") for end in ("db", "python"))
    kept = [path.with_name(f"kept-{path.name}") for path in (ours, theirs)]

    def commands(what, file, before):
        pair = [
            bench.program.ingest_command(file, ours, durable=durable(ours)),
            python_ingest(file, theirs, durable=durable(theirs)),
        ]
        for command, made_ready in zip(pair, before):
            command.name += f", {count:,} objects, {what}"
            command.before = made_ready
        return pair

    def check(newer):
        for path, table in ((ours, "ThreatIntelligenceIndicator"), (theirs, "Indicator")):
            if sums(path, table) != (count, expected_confidence(made, newer)):
                raise Failure(f"{path.name} does not have the indicators of {bundle.name}")

    def empty(path):
        return lambda: (bench.databases.remove(path), os.sync())

    def as_kept(path, original):
        return lambda: (bench.databases.copy(original, path), os.sync())

    again = [as_kept(path, original) for path, original in zip((ours, theirs), kept)]
    pair = commands("first load", bundle, [empty(ours), empty(theirs)])
    first = measure(pair, RUNS, lambda: check(newer=False))
    work = f"ingest a bundle of {count:,} objects"
    yield faster(f"{work}, first load", *first, FIRST.get(count, FIRST_OTHERWISE))
    yield memory_below(f"{work}, first load: memory", first[0], MEMORY)
    for path, original in zip((ours, theirs), kept):
        bench.databases.copy(path, original)
    before = state(ours)

    def check_unchanged():
        check(newer=False)
        if state(ours) != before:
            raise Failure("the same bundle again has changed what is stored")

    same = measure(commands("the same again", bundle, again), RUNS, check_unchanged)
    yield faster(f"{work}, the same again", *same, 8)
    other = measure(commands(f"{changed:,} changed", later, again), RUNS, lambda: check(newer=True))
    yield faster(f"{work}, {changed:,} of them changed", *other, 6)
    for path in (ours, theirs, *kept):
        bench.databases.remove(path)


def sums(path, table):
    """The indicators and their confidences: what both sides have to agree on."""
    return query(path, f"SELECT count(*), CAST(sum(ConfidenceScore) AS INTEGER) FROM {table}")[0]


def state(path):
    """All that a load writes but the book of the loads itself."""
    tables = ("Indicator", "RawObject", "IndicatorObservable", "Observable", "Rejection")
    numbers = [query(path, f"SELECT count(*) FROM {table}") for table in tables]
    return numbers + query(path, "SELECT max(Version), sum(TimeGenerated % 1000003) FROM Indicator")


def query(path, sql):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def expected_confidence(made, newer):
    """Counted in the CSV that was written beside the bundle."""
    total = 0
    with open(made.file("indicators.csv"), encoding="utf-8") as file:
        next(file)
        for number, line in enumerate(file):
            confidence = int(line.split(",", 4)[3])
            total += (confidence + 1) % 101 if newer and number % 100 == 99 else confidence
    return total
