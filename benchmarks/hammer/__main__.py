"""Runs the attacks and writes what happened into the README: `make hammer`, or `make hammer ATTACK=name` for one.

An attack raises AssertionError where the program did not hold; the others run all the same.
"""

import argparse
import importlib
import json
import pkgutil
import sys
import traceback
from dataclasses import asdict

from rich.console import Console

import benchmarks.hammer
from benchmarks.hammer.finding import Finding
from benchmarks.report import hammer_table, insert
from benchmarks.search import RESULTS
from benchmarks.serving import ROOT

RUNNER = {"finding", "callers", "paired", "__main__"}
ATTACKS = [module.name for module in pkgutil.iter_modules(benchmarks.hammer.__path__) if module.name not in RUNNER]
FINDINGS = RESULTS / "hammer.json"
say = Console(stderr=True).print


def findings_of(name: str) -> list[Finding]:
    """What the attack of that name showed. Raises AssertionError where the program did not hold."""
    say(f"[bold]{name}[/]")
    findings = list(importlib.import_module(f"benchmarks.hammer.{name}").attack())
    for finding in findings:
        say(f"{finding.attack}: {finding.sent}: {finding.happened}")
    return findings


def main() -> None:
    """Runs what was asked for, keeps the findings beside those of earlier runs, and makes the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help=f"{', '.join(ATTACKS)}; all where none is named")
    known = json.loads(FINDINGS.read_text()) if FINDINGS.exists() else {}
    failed = False
    for name in parser.parse_args().attacks or ATTACKS:
        try:
            known[name] = [asdict(finding) for finding in findings_of(name)]
        except (AssertionError, OSError, RuntimeError):
            traceback.print_exc()
            failed = True
    FINDINGS.write_text(json.dumps(known, indent=1) + "\n")
    insert(ROOT / "README.md", "hammer", hammer_table(known))
    sys.exit(failed)


if __name__ == "__main__":
    main()
