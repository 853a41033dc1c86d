"""Runs one command as a whole process and writes what it took: wall, CPU, peak memory.

    python launch.py RESULT OUTPUT ERRORS [DURABLE...] -- COMMAND...

A process of its own, because Linux counts the memory of the process that starts a command into the
command's peak: started from here, the least that can be seen is this small program's own 10 MB.
"""

import json
import os
import sys
import time


def sync(paths):
    """Waits until the files are on the disk; files that are not there need no waiting."""
    for path in paths:
        if os.path.exists(path):
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)


def main():
    result, output, errors, *rest = sys.argv[1:]
    split = rest.index("--")
    durable, command = rest[:split], rest[split + 1 :]
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    streams = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, write, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, errors, write, 0o644),
    ]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=streams)
    _, status, usage = os.wait4(process, 0)
    sync(durable)
    wall = time.perf_counter() - start
    taken = {
        "status": os.waitstatus_to_exitcode(status),
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
    }
    with open(result, "w") as file:
        json.dump(taken, file)


main()
