"""Check what must hold: the audit log's chain, the kept files' hashes.

Example:
  chegara check audit
  chegara check files
"""

from __future__ import annotations

import argparse
import hashlib

from chegara.config.runtime import start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", choices=["audit", "files"])


def run(arguments: argparse.Namespace) -> int:
    """Check, tell, and return 1 where something does not hold."""
    start()
    return _check_audit() if arguments.what == "audit" else _check_files()


def _check_audit() -> int:
    from chegara.audit.models import AuditEntry
    from chegara.audit.queries import verify

    broken = verify()
    if broken is not None:
        print(f"the audit log's chain breaks at entry {broken}: it or its predecessor was changed")
        return 1
    print(f"the audit log's chain holds: {AuditEntry.objects.count()} entries")
    return 0


def _check_files() -> int:
    from chegara.evidence.files import path_of
    from chegara.evidence.models import SourceFile

    bad = 0
    for file in SourceFile.objects.all():
        path = path_of(file.sha256)
        if not path.exists():
            print(f"the file {file.sha256} is missing")
            bad += 1
            continue
        with path.open("rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
        if found != file.sha256:
            print(f"the file {file.sha256} was changed")
            bad += 1
    print(f"{SourceFile.objects.count()} files checked, {bad} bad")
    return 1 if bad else 0
