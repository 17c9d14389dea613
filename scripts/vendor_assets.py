"""Third-party files in the repository: where they come from, and that nobody changed them.

``fetch`` gets each package of the lock file from the npm registry, compares the tarball with the
recorded integrity, takes only the listed files and records a digest of each. ``build`` cuts
Bootstrap down to the parts in ``PARTS``. ``check`` works offline: the files match their digests,
and the cut is the one that ``build`` would make. Nothing here needs Node but ``fetch`` (npm).

To update a package: change its version in the lock file, empty its integrity, then ``fetch``,
``build``, and look at every page.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "static/vendor/vendor.lock.json"
BOOTSTRAP = ROOT / "scripts/vendor/bootstrap.min.css"
CUT = ROOT / "static/css/bootstrap.css"

# What we take from Bootstrap besides its element styles. A class of Bootstrap that a template uses
# and this list lacks fails tests/test_assets.py: add it here and run ``build``.
PARTS = re.compile(
    r"""
    btn | btn-(primary|link|sm) | active | disabled | show
    | form-(label|text|control|select|check|check-input|check-label|check-inline) | col-form-label
    | form-(control|select)-sm | input-group | input-group-text | is-invalid | (in)?valid-feedback
    | alert | alert-danger | text-danger
    | visually-hidden | visually-hidden-focusable | list-unstyled | small | lead | row
    | [mp][tbsexy]?-([0-5]|auto) | gap-[0-5] | w-(100|auto)
    | d-(none|inline|inline-block|block|grid|flex|inline-flex)
    | flex-(wrap|nowrap|column|grow-1|shrink-0)
    | (align-items|justify-content)-(start|end|center|between|baseline)
    | fw-(normal|medium|semibold|bold) | text-(start|center|end|nowrap|wrap|break)
    """,
    re.VERBOSE,
)
_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|/\*.*?\*/|[{};]", re.DOTALL)
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")


def rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Split ``css`` at its top level into (prelude, body); the body of an at-rule without one is None."""
    depth, start, prelude = 0, 0, ""
    for token in _TOKEN.finditer(css):
        match token.group():
            case "{":
                if not depth:
                    prelude, start = css[start : token.start()], token.end()
                depth += 1
            case "}":
                depth -= 1
                if not depth:
                    yield prelude.strip(), css[start : token.start()]
                    start = token.end()
            case ";" if not depth:
                yield css[start : token.start()].strip(), None
                start = token.end()
            case comment if comment.startswith("/*") and not depth:
                start = token.end()


def classes(css: str) -> set[str]:
    """Name every class that a selector of ``css`` asks for."""
    found: set[str] = set()
    for prelude, body in rules(css):
        if prelude.startswith(("@media", "@supports", "@layer")):
            found |= classes(body or "")
        elif not prelude.startswith("@"):
            found |= set(CLASS.findall(prelude))
    return found


def cut(css: str) -> str:
    """Keep of ``css`` the selectors whose classes are all in ``PARTS``."""
    kept = []
    for prelude, body in rules(css):
        if body is None:
            continue
        if prelude.startswith(("@media", "@supports")):
            if inner := cut(body):
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            if prelude.split()[0] != "@keyframes":
                kept.append(f"{prelude}{{{body}}}")
        else:
            selectors = [one for one in _selectors(prelude) if all(map(PARTS.fullmatch, CLASS.findall(one)))]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "\n".join(kept)


def _selectors(prelude: str) -> list[str]:
    """Split a selector list at the commas that stand outside parentheses."""
    return re.split(r",(?![^(]*\))", prelude)


def build() -> None:
    """Write the cut Bootstrap."""
    CUT.write_text(_built())
    print(f"{CUT.relative_to(ROOT)}: {CUT.stat().st_size:,} of {BOOTSTRAP.stat().st_size:,} bytes")


def _built() -> str:
    source = BOOTSTRAP.read_text().partition("/*# sourceMappingURL")[0]
    banner = source.partition("*/")[0] + "* The parts that careerfollow uses: scripts/vendor_assets.py\n */\n"
    return f"{banner}{cut(source)}\n"


def problems() -> list[str]:
    """Say what is wrong with the vendored files, one sentence each; nothing if all is well."""
    found = []
    for package, entry in _lock().items():
        for file in entry["files"].values():
            path = ROOT / file["to"]
            if not path.exists():
                found.append(f"{file['to']} ({package}) is missing: run fetch")
            elif _sha256(path.read_bytes()) != file["sha256"]:
                found.append(f"{file['to']} ({package}) is not the file that was fetched")
    if not found and CUT.read_text() != _built():
        found.append(f"{CUT.relative_to(ROOT)} is not what build makes: run build")
    return found


def fetch() -> None:
    """Get every package of the lock file, and record integrity and digests."""
    lock = _lock()
    for package, entry in lock.items():
        tarball = _npm_pack(f"{package}@{entry['version']}")
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
        if entry.setdefault("integrity", "") not in {"", integrity}:
            raise SystemExit(
                f"{package}: the registry's file is not the one in the lock file; nothing was written"
            )
        entry["integrity"] = integrity
        with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
            for name, file in entry["files"].items():
                member = archive.extractfile(f"package/{name}")
                if member is None:
                    raise SystemExit(f"{package}: {name} is not a file")
                content = member.read()
                file["sha256"] = _sha256(content)
                target = ROOT / file["to"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        print(f"{package} {entry['version']}: {len(entry['files'])} files")
    LOCK.write_text(json.dumps(lock, indent=2) + "\n")


def _npm_pack(spec: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", spec, "--ignore-scripts", "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return next(Path(folder).glob("*.tgz")).read_bytes()


def _lock() -> dict[str, dict[str, Any]]:
    lock: dict[str, dict[str, Any]] = json.loads(LOCK.read_text())
    return lock


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> None:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=("fetch", "build", "check"))
    command = parser.parse_args().command
    if command == "fetch":
        fetch()
    elif command == "build":
        build()
    elif found := problems():
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
