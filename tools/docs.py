"""Write the generated pages of docs/, or with --check say which of them are stale."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import house
import pages
import patterns
import playbook

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = "docs/samples"
SHOP = f"{SAMPLES}/shop.sql"
QUERIES = f"--queries {SAMPLES}/shop-queries.sql --rows purchase=5e6 --rows customer=2e5"

# A page a command: what it prints, as a reader would try it from the root of the repository.
COMMANDS = {
    "review": [
        f"review {SHOP} {QUERIES}",
        f"review {SHOP} --select keys --format github",
        f"review {SHOP} --select unvalidated-constraint --format json",
    ],
    "index": [
        f"index {SHOP} {QUERIES} --budget 200MB",
        f"index {SHOP} {QUERIES} --budget 200MB --format sql",
    ],
    "design": [
        "design",
        f"design timestamps {SHOP} --table customer --set existing=now --format sql",
    ],
    "snapshot": [f"snapshot {SHOP} {QUERIES} --redact drop -o TMP/shop.maquette"],
    "explain": [
        f'explain {SHOP} "SELECT id FROM purchase WHERE customer_id = 42" --rows purchase=5e6'
        ' --index "CREATE INDEX ON purchase (customer_id)"'
    ],
    "twin": [],
    "erd": [f"erd {SHOP} --format mermaid"],
    "rule": ["rule unindexed-foreign-key"],
    "doctor": [],
    "demo": [],
}
TITLES = {"twin": "twin check"}


def main() -> None:
    check = "--check" in sys.argv
    stale = []
    for path, text in generate():
        target = ROOT / path
        if target.exists() and target.read_text("utf-8") == text:
            continue
        stale.append(path)
        if not check:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            print(f"wrote {path}")
    if check and stale:
        sys.exit("stale pages; run: make docs\n  " + "\n  ".join(stale))
    print(f"docs: {'checked' if check else 'up to date'}")


def generate() -> Iterator[tuple[str, str]]:
    """Every generated page: its path and its text. Side by side, for most of it waits for maquette and its servers."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rooms = [pool.submit(list[tuple[str, str]], room.generate()) for room in (patterns, playbook, house, pages)]
        commands = pool.map(command_page, COMMANDS, COMMANDS.values())
        yield "docs/settings.md", settings_page()
        yield "docs/commands/README.md", commands_index()
        for name, page in zip(COMMANDS, commands, strict=True):
            yield f"docs/commands/{name}.md", page
        for room in rooms:
            yield from room.result()


def settings_page() -> str:
    """docs/settings.md from the fields of config.py."""
    from maquette.config import Config, Ignore

    lines = [
        "# Settings", "",
        "From `maquette.toml`, from `[tool.maquette]` in `pyproject.toml`, or from `MAQUETTE_*` variables; options on the",
        "command line come before all of them. maquette works without any.", "",
        "| setting | default | what it is |", "|---|---|---|",
    ]  # fmt: skip
    for name, field in Config.model_fields.items():
        default = "" if field.default in (None, [], {}) else f"`{field.default}`"
        lines.append(f"| `{name}` | {default} | {field.description} |")
    lines += ["", "An entry of `ignores`:", "", "| field | what it is |", "|---|---|"]
    lines += [f"| `{name}` | {field.description} |" for name, field in Ignore.model_fields.items()]
    lines += [
        "", "```toml", "# maquette.toml", 'fail_on = "warning"', 'queries = "queries.sql"', "", "[[ignores]]",
        'key = "unindexed-foreign-key:public.audit.audit_actor_fkey"',
        'reason = "rows of actor are never deleted"', "expires = 2027-06-30", "```", "",
    ]  # fmt: skip
    return "\n".join(lines)


def commands_index() -> str:
    """docs/commands/README.md: the help of maquette itself."""
    links = [f"- [{TITLES.get(name, name)}]({name}.md)" for name in COMMANDS]
    return "\n".join(["# Commands", "", "```text", run("--help"), "```", "", *links, ""])


def command_page(name: str, examples: list[str]) -> str:
    """A command's help, and what it prints for its examples."""
    title = TITLES.get(name, name)
    lines = [f"# maquette {title}", "", "```text", run(f"{title} --help"), "```", ""]
    for example in examples:
        lines += ["```console", f"$ maquette {example.replace('TMP/', '')}", run(example), "```", ""]
    return "\n".join(lines)


def run(arguments: str) -> str:
    """What maquette prints, without what differs from run to run: times."""
    with tempfile.TemporaryDirectory() as scrap:
        command = f"{sys.executable} -m maquette {arguments.replace('TMP', scrap)}"
        settings = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
        done = subprocess.run(
            command,
            shell=True,
            cwd=ROOT,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1):
            sys.exit(f"maquette {arguments}\n{done.stdout}{done.stderr}")
        printed = done.stdout + done.stderr if "-o" in arguments else done.stdout
        return still(printed.replace(scrap + "/", "")).rstrip()


def still(text: str) -> str:
    """The text with times, dates and machine-dependent versions made still."""
    text = re.sub(r"\b\d+(\.\d+)? (s|ms)\b", r"… \2", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z| UTC)?", "…", text)
    text = re.sub(r"\b(PostgreSQL|twin) (\d+)\.\d+", r"\1 \2", text)
    text = re.sub(r'"(milliseconds|seconds|read_at)": [^,\n]+', r'"\1": …', text)
    return "\n".join(line.rstrip() for line in text.splitlines())


if __name__ == "__main__":
    main()
