"""Run everything that must hold, or the parts that are named: ``check.py [part ...]``.

Prints each part as it goes, what failed in full, and at the end what this machine could not run. With
``STRICT=1`` that is a failure, too.
"""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STRICT = os.environ.get("STRICT") == "1"

PRODUCTION_LIKE = {
    "PRODUCTION": "true",
    "SECRET_KEY": "".join(chr(33 + (7 * i) % 90) for i in range(64)),
    "BASE_URL": "https://careers.campus.edu",
    "ALLOWED_HOSTS": "careers.campus.edu",
    "EMAIL_URL": "smtp+tls://smtp.campus.edu:587",
    "FROM_EMAIL": "careers@campus.edu",
    "DATABASE_URL": "postgres://careerfollow@db/careerfollow",
    "REDIS_URL": "redis://redis:6379/0",
    "SECURE_SSL_REDIRECT": "true",
    "SECURE_HSTS_SECONDS": "31536000",
}


@dataclass(frozen=True)
class Part:
    """One thing to hold: its commands, and what they change in the environment."""

    name: str
    says: str
    commands: tuple[tuple[str, ...], ...]
    environment: tuple[tuple[str, str], ...] = ()
    shown: bool = False  # its output is worth reading even when all is well


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command line of a tool of this environment."""
    return (str(BIN / name), *arguments)


def python(*arguments: str) -> tuple[str, ...]:
    """Return a command line of this Python."""
    return (sys.executable, *arguments)


COVERAGE_OF_RULES = "*/rules.py,*/rules/*.py,*/plan.py,careerfollow/checks.py"
PARTS = (
    Part(
        "lint",
        "style and habits (ruff)",
        (tool("ruff", "check", "."), tool("ruff", "format", "--check", ".")),
    ),
    Part("types", "types (mypy --strict)", (tool("mypy"),)),
    Part("layers", "who imports whom (import-linter)", (tool("lint-imports", "--no-cache"),)),
    Part("templates", "templates (djlint)", (tool("djlint", "templates", "--lint", "--quiet"),)),
    Part(
        "migrations",
        "every change of a model has its migration",
        (python("manage.py", "makemigrations", "--check", "--dry-run"),),
    ),
    Part(
        "deploy",
        "a production start passes Django's deployment checks",
        (python("manage.py", "check", "--deploy", "--fail-level", "WARNING"),),
        tuple(PRODUCTION_LIKE.items()),
    ),
    Part("assets", "vendored files are the ones in the lock", (python("scripts/vendor_assets.py", "check"),)),
    Part(
        "compose",
        "docker-compose.yml is valid",
        (tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),),
    ),
    Part(
        "tests",
        "tests, but for the browser's",
        (
            tool("coverage", "erase"),
            tool("pytest", "-m", "not browser", "-n", "2", "--cov", "--cov-report=", "-q", "--durations=10"),
            tool("coverage", "report", "--precision=1"),
        ),
        shown=True,
    ),
    Part(
        "rules",
        "rules and plans are tested to the last branch",
        (tool("coverage", "report", f"--include={COVERAGE_OF_RULES}", "--fail-under=100"),),
    ),
    Part("browser", "journeys in a real browser", (tool("pytest", "-m", "browser", "-q"),), shown=True),
)


def run(part: Part) -> bool:
    """Run a part, print how it went, and return whether it holds."""
    print(f"── {part.name}: {part.says}", flush=True)
    started = time.monotonic()
    environment = os.environ | dict(part.environment)
    for command in part.commands:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=None if part.shown else subprocess.PIPE,
            stderr=None if part.shown else subprocess.STDOUT,
        )
        if done.returncode:
            print(done.stdout or "", end="")
            print(f"   FAILED: {Path(command[0]).name} {' '.join(command[1:])}")
            return False
    print(f"   holds ({time.monotonic() - started:.0f} s)", flush=True)
    return True


def could_not_run(parts: list[Part]) -> dict[str, str]:
    """Say what this machine cannot run of these parts, and what it would take."""
    names = {part.name for part in parts}
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    lacking = {}
    if "browser" in names and not shutil.which(chromium):
        lacking["browser"] = f"no {chromium} (install chromium, or set CHROMIUM)"
    if "tests" in names and not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        lacking["tests on PostgreSQL"] = "set DATABASE_URL=postgres://… (they ran on SQLite)"
    if "tests" in names and not os.environ.get("REDIS_URL"):
        lacking["tests with Redis"] = "set REDIS_URL=redis://…"
    return lacking


def main(wanted: list[str]) -> int:
    """Run the wanted parts (all by default); the exit code."""
    unknown = set(wanted) - {part.name for part in PARTS}
    if unknown:
        print(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(p.name for p in PARTS)}.")
        return 2
    parts = [part for part in PARTS if not wanted or part.name in wanted]
    lacking = could_not_run(parts)
    failed = [part.name for part in parts if part.name not in lacking and not run(part)]
    print()
    for name, why in lacking.items():
        print(f"Could not run here: {name}: {why}")
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    else:
        print("All that ran here holds." if lacking else "All of it holds.")
    return 1 if failed or (STRICT and lacking) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
