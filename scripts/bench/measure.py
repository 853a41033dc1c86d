"""Measures commands: whole processes, alternating, medians of several runs."""

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from caches import drop_caches
from failure import Failure

LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass
class Command:
    """What is run, and what happens around each run outside of the measured time."""

    name: str
    argv: list
    # Where standard output goes.
    output: Path = Path("/dev/null")
    # Files that have to be on the disk before the clock stops.
    durable: list = field(default_factory=list)
    before: Callable[[], None] = lambda: None


@dataclass
class Figures:
    """The runs of one command; seconds, and bytes of memory."""

    name: str
    walls: list = field(default_factory=list)
    cpus: list = field(default_factory=list)
    memories: list = field(default_factory=list)

    @property
    def wall(self):
        return statistics.median(self.walls)

    @property
    def cpu(self):
        return statistics.median(self.cpus)

    @property
    def memory(self):
        return max(self.memories)

    def add(self, taken):
        self.walls.append(taken["wall"])
        self.cpus.append(taken["cpu"])
        self.memories.append(taken["memory"])


def run_once(command):
    """Runs a command and gives what it took. Fails where the command fails."""
    with tempfile.TemporaryDirectory() as folder:
        result, errors = Path(folder, "result"), Path(folder, "errors")
        subprocess.run(
            [sys.executable, "-I", "-S", LAUNCHER, result, command.output, errors]
            + [*command.durable, "--", *command.argv],
            check=True,
        )
        taken = json.loads(result.read_text())
        if taken["status"] != 0:
            said = errors.read_text(errors="replace").strip()[-2000:]
            raise Failure(f"{command.name} ended with {taken['status']}: {said}")
        return taken


def measure(commands, runs, check=lambda: None, cold=False, rotated=False):
    """Runs the commands in turns, so that a slow minute of the machine meets all of them.

    Warm, a first turn is not counted. Cold, the page cache is dropped before each run; None where
    that is not permitted. `check` is called after each turn and fails where the answers differ.
    Rotated, each turn begins with another command: what comes last has the most behind it that the
    disk still writes.
    """
    figures = [Figures(command.name) for command in commands]
    for turn in range(runs if cold else runs + 1):
        first = turn % len(commands) if rotated else 0
        pairs = list(zip(commands, figures))
        for command, figure in pairs[first:] + pairs[:first]:
            command.before()
            if cold and not drop_caches():
                return None
            taken = run_once(command)
            counts = cold or turn > 0
            if counts:
                figure.add(taken)
            mark = "" if counts else " (not counted)"
            print(
                f"  {command.name}: {taken['wall']:.3f} s wall, {taken['cpu']:.3f} s CPU, "
                f"{taken['memory'] / 1e6:.0f} MB{mark}",
                file=sys.stderr,
            )
        check()
    return figures
