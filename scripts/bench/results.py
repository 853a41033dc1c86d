"""What was measured, held against the goals, and written down."""

import json
from datetime import datetime, timezone


class Results:
    """The latest results of each group, kept between runs; of one number of rows and indicators."""

    def __init__(self, path, order):
        self.path, self.order = path, order
        self.groups = json.loads(path.read_text()) if path.exists() else {}

    def put(self, group, rows, build):
        self.groups[group] = {
            "when": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
            "build": build,
            "rows": rows,
        }
        self.groups = {name: self.groups[name] for name in self.order if name in self.groups}
        self.path.write_text(json.dumps(self.groups, indent=1))

    @property
    def missed(self):
        return [
            row["work"]
            for group in self.groups.values()
            for row in group["rows"]
            if row.get("met") is False
        ]


def figures(measured):
    return {
        "name": measured.name,
        "runs": len(measured.walls),
        "wall": measured.wall,
        "least": min(measured.walls),
        "most": max(measured.walls),
        "cpu": measured.cpu,
        "memory": measured.memory,
    }


def faster(work, ours, theirs, goal):
    """So many times the speed of a peer, by wall time."""
    ratio = theirs.wall / ours.wall
    return compared(work, ours, theirs, f"{ratio:.1f}x faster", f"{goal:g}x faster", ratio >= goal)


def at_most(work, ours, theirs, goal, by="wall"):
    """At most so many times what the other takes, of `wall`, `cpu` or `memory`."""
    ratio = getattr(ours, by) / getattr(theirs, by)
    what = {"wall": "time", "cpu": "CPU time", "memory": "memory"}[by]
    return compared(
        work,
        ours,
        theirs,
        f"{ratio:.2f}x the {what}",
        f"at most {goal:g}x the {what}",
        ratio <= goal,
    )


def compared(work, ours, theirs, ratio, goal, met):
    return {
        "work": work,
        "ours": figures(ours),
        "theirs": figures(theirs),
        "ratio": ratio,
        "goal": goal,
        "met": met,
    }


def memory_below(work, ours, megabytes):
    """A bound of the peak memory, in MB."""
    return {
        "work": work,
        "ours": figures(ours),
        "ratio": f"{ours.memory / 1e6:.0f} MB",
        "goal": f"under {megabytes} MB",
        "met": ours.memory < megabytes * 1e6,
    }


def not_measured(work, reason):
    return {"work": work, "reason": reason}
