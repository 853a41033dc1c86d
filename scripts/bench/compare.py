"""Holds the CSV of two tools against each other, row for row, in the form that both can have."""

import csv

from failure import Failure


def rows(path, columns):
    """The rows of a CSV file in their order, with the named columns in one form."""
    with open(path, newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        missing = [column for column in columns if column not in header]
        if missing:
            raise Failure(f"{path.name} has no column {', '.join(missing)}; it has {header}")
        places = [(header.index(column), form(column)) for column in columns]
        found = []
        for row in reader:
            if len(row) != len(header):
                raise Failure(f"row {len(found) + 1} of {path.name} has {len(row)} cells: {row}")
            found.append(tuple(change(row[place]) for place, change in places))
        return found


def form(column):
    """How a column's cells are brought into one form."""
    if column.startswith("Time") or column.endswith("TimeGenerated"):
        return time
    if column == "ConfidenceScore":
        return number
    return str


def time(text):
    """`2026-11-01T00:00:00.1028280Z` and `2026-11-01 00:00:00.102828` are the same time."""
    whole, _, fraction = text.rstrip("Z").replace("T", " ").partition(".")
    return f"{whole}.{fraction.rstrip('0')}"


def number(text):
    return float(text) if text else None


def same(ours, theirs, columns, expected, since=""):
    """Fails unless both files have the same rows in the same order, as many as were expected.

    `since` leaves out rows of theirs before a time.
    """
    left = rows(ours, columns)
    right = [row for row in rows(theirs, columns) if row[0] >= since]
    if len(left) != expected or len(right) != expected:
        raise Failure(
            f"{ours.name} has {len(left)} rows and {theirs.name} {len(right)}; "
            f"the data has {expected}"
        )
    for place, (one, other) in enumerate(zip(left, right)):
        if one != other:
            raise Failure(
                f"row {place + 1} of {ours.name} and {theirs.name} differs:\n  {one}\n  {other}"
            )
