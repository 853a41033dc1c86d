"""Writes the results as Markdown."""

INTRODUCTION = """\
# Figures

Written by `scripts/bench/run`; `README.md` beside it tells how each is measured.

{rows:,} rows of each log, {indicators:,} indicators. Times are whole processes, from start to exit: the
median of the runs, with the least and the most. CPU is user and system seconds, memory the peak of the
resident set. Answers were checked before a time was taken: hunts row for row against DuckDB's, imports,
grepcidr and grep by the number of their rows.
"""


def seconds(value):
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def wall(figures):
    times = [seconds(figures[part]) for part in ("wall", "least", "most")]
    return f"{times[0]} s ({times[1]}-{times[2]})"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def comparison(row):
    if "reason" in row:
        return [row["work"], "", "", "", "", row["reason"]]
    theirs = row.get("theirs")
    return [
        row["work"],
        wall(row["ours"]),
        f"{theirs['name']}: {wall(theirs)}" if theirs else "",
        row["ratio"],
        row["goal"],
        "met" if row["met"] else "MISSED",
    ]


def processes(groups):
    """Each measured process once."""
    seen = {}
    for group in groups.values():
        for row in group["rows"]:
            for part in ("ours", "theirs"):
                if part in row:
                    seen[row[part]["name"], row[part]["wall"]] = row[part]
    return [
        [
            of["name"],
            of["runs"],
            wall(of),
            seconds(of["cpu"]) + " s",
            f"{of['memory'] / 1e6:.0f} MB",
        ]
        for of in seen.values()
    ]


def write(path, results, machine, rows, indicators):
    parts = [INTRODUCTION.format(rows=rows, indicators=indicators)]
    for name, group in results.groups.items():
        parts.append(f"## {name}\n\n{group['when']}, Picket: {group['build']}.\n")
        header = ["work", "Picket", "against", "ratio", "goal", ""]
        parts.append(table(header, [comparison(row) for row in group["rows"]]))
    parts.append("## Processes\n")
    header = ["process", "runs", "wall", "CPU", "peak memory"]
    parts.append(table(header, processes(results.groups)))
    parts.append("## Machine\n")
    parts.append(table(["", ""], machine))
    path.write_text("\n".join(parts))
