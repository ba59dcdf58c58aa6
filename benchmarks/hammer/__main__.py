"""Runs the attacks and writes what happened into the README: `make hammer`, or `make hammer ATTACK=name` for one.

An attack raises AssertionError where the program did not hold: the table says so, and the others run all the same.
"""

import argparse
import importlib
import json
import pkgutil
import sys
import time
import traceback
from dataclasses import asdict

from rich.console import Console

import benchmarks.hammer
from benchmarks.hammer.finding import Finding
from benchmarks.report import hammer_table, insert
from benchmarks.runs import RESULTS
from benchmarks.serving import ROOT

RUNNER = {"finding", "callers", "paired", "__main__"}
ATTACKS = [module.name for module in pkgutil.iter_modules(benchmarks.hammer.__path__) if module.name not in RUNNER]
FINDINGS = RESULTS / "hammer.json"
FAILED = "did not hold, or did not run"
say = Console(stderr=True, highlight=False, soft_wrap=True).print


def findings_of(name: str) -> list[Finding]:
    """What the attack of that name showed; last of all how the program failed, where it did not hold."""
    say(f"[bold]{name}[/]")
    began, findings = time.monotonic(), []
    try:
        for finding in importlib.import_module(f"benchmarks.hammer.{name}").attack():
            say(f"{finding.attack}: {finding.sent}: {finding.happened}")
            findings.append(finding)
    except Exception as error:  # noqa: BLE001 - whatever broke this attack, the others must run
        traceback.print_exc()
        findings.append(Finding(FAILED, f"after {len(findings)} findings", " ".join(repr(error).split())[:300]))
    say(f"{time.monotonic() - began:.0f} s")
    return findings


def main() -> None:
    """Runs what was asked for, keeps the findings beside those of earlier runs, and makes the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=f"{', '.join(ATTACKS)}; all where none is named")
    known = json.loads(FINDINGS.read_text()) if FINDINGS.exists() else {}
    asked = parser.parse_args().attacks or ATTACKS
    for name in asked:
        known[name] = [asdict(finding) for finding in findings_of(name)]
    FINDINGS.write_text(json.dumps(known, indent=1) + "\n")
    insert(ROOT / "README.md", "hammer", hammer_table(known))
    sys.exit(any(row["attack"] == FAILED for name in asked for row in known[name]))


if __name__ == "__main__":
    main()
