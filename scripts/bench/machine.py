"""What the figures were made on: the machine, without its name, and the versions."""

import os
import platform
import subprocess
from pathlib import Path


def said(*command):
    """The first line that a command prints."""
    try:
        run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    except OSError:
        return "not there"
    return (run.stdout or run.stderr).strip().split("\n")[0]


def after_colon(path, key):
    for line in Path(path).read_text().splitlines():
        if line.startswith(key):
            return line.split(":", 1)[1].strip()
    return "unknown"


def file_system(folder):
    run = subprocess.run(["df", "--output=fstype", folder], capture_output=True, text=True)
    return run.stdout.split("\n")[1].strip()


def describe(bench):
    """Pairs of a subject and what is known of it."""
    memory = int(after_colon("/proc/meminfo", "MemTotal").split()[0]) / 1024**2
    return [
        ("processor", f"{after_colon('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores"),
        ("memory", f"{memory:.0f} GiB"),
        ("file system", file_system(bench.folder)),
        ("system", f"{os_name()}, Linux {platform.release().split('-')[0]}"),
        ("Picket", f"{said(bench.picket, '--version')}, {build(bench)}"),
        ("Swift", said("swift", "--version").partition("version ")[2].split(" ")[0]),
        ("SQLite shell", said("sqlite3", "--version").split(" ")[0]),
        ("DuckDB", duckdb_version()),
        ("grepcidr", said("grepcidr", "-V").split(" ")[-1]),
        ("grep", said("grep", "--version").split(" ")[-1]),
        ("Python", platform.python_version()),
    ]


def os_name():
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("PRETTY_NAME="):
            return line.split("=", 1)[1].strip('"')
    return "unknown"


def build(bench):
    """Which sources the measured program was built from."""
    if bench.is_foreign:
        return "a build from elsewhere"
    git = ["git", "-C", bench.root]
    changed = said(*git, "status", "--porcelain", "Sources", "Migrations", "Package.swift")
    commit = said(*git, "rev-parse", "--short=10", "HEAD")
    return f"commit {commit}" + (" with changes" if changed else "")


def duckdb_version():
    from importlib.metadata import version

    return version("duckdb")
