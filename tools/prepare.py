"""Set up what make needs, with the standard library alone: .venv, and for the tests servers and a browser."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import partman
import servers

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DEBIAN = {
    "postgresql-15": "/usr/lib/postgresql/15/bin/postgres", "chromium": "/usr/bin/chromium",
    "postgresql-15-partman": "/usr/share/postgresql/15/extension/pg_partman.control",
}  # fmt: skip


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one may start this script
        sys.exit(f"maquette needs Python 3.11 or later; this is {sys.version.split()[0]}: make PYTHON=python3.12 …")
    every = "--test-all" in sys.argv
    test = every or "--test" in sys.argv
    if test:
        install_debian([name for name, program in DEBIAN.items() if not Path(program).exists()])
        servers.fetch(majors(every), say)
        partman.fetch(say)
    make_venv()
    install("dev" if test else "")


def majors(every: bool) -> list[int]:
    """The versions that the tests try, without 15 where Debian's is installed."""
    wanted = servers.VERSIONS if every else servers.WANTED
    return [major for major in wanted if major != 15 or not Path(DEBIAN["postgresql-15"]).exists()]


def make_venv() -> None:
    """A .venv with pip, whatever the system's Python lacks."""
    if PYTHON.exists() and run(PYTHON, "-m", "pip", "--version", quiet=True):
        return
    say("making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if run(sys.executable, "-m", "venv", VENV, quiet=True):
        return
    install_debian(["python3-venv"])  # Debian's python3 comes without ensurepip
    shutil.rmtree(VENV, ignore_errors=True)
    if not run(sys.executable, "-m", "venv", VENV):
        sys.exit("python3 -m venv does not work here; on Debian: apt-get install python3-venv")


def install(extra: str) -> None:
    """maquette itself, editable, with what it needs; again only when pyproject.toml has changed."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    mark = VENV / f"installed-{extra or 'plain'}"
    if mark.exists() and mark.read_text() == wanted:
        return
    say("installing maquette and what it needs")
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    if not run(PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--editable", target):
        sys.exit("pip could not install maquette; its words are above")
    mark.write_text(wanted)


def install_debian(packages: list[str]) -> None:
    """Debian packages, where we may install any; else the tests say in their header what they did not try."""
    if not packages or not shutil.which("apt-get"):
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not (shutil.which("sudo") and run(*prefix, "true", quiet=True)):
        say(f"not installed, for this user may not: {' '.join(packages)}")
        return
    say(f"installing {' '.join(packages)}")
    if "postgresql-15" in packages:  # the tests start servers of their own; none is to run beside them
        config = "mkdir -p /etc/postgresql-common && test -e /etc/postgresql-common/createcluster.conf"
        line = "echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf"
        run(*prefix, "sh", "-c", f"{config} || {line}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    run(*apt, "update", quiet=True)
    run(*apt, "install", "--no-install-recommends", "-y", *packages, quiet=True)


def run(*command: object, quiet: bool = False) -> bool:
    """Whether the command ended well."""
    output = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(part) for part in command], stdout=output, stderr=output, check=False).returncode == 0


def say(what: str) -> None:
    print(f"· {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
