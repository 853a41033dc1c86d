"""The kernel's page cache: emptied before cold runs, written back before durable ones."""

import os
import subprocess

DROP = "/proc/sys/vm/drop_caches"


def drop_caches():
    """Empties the page cache; false where that is not permitted."""
    os.sync()
    try:
        with open(DROP, "w") as file:
            file.write("3")
        return True
    except OSError:
        pass
    command = ["sudo", "-n", "sh", "-c", f"echo 3 >{DROP}"]
    try:
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False
