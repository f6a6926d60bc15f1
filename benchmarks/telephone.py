"""Queue 500 records on a telephone without network, then send them through 30 losses of connection.

The demo's site is served; Debian's chromium opens the telephone page through a proxy that loses every request
or answer it is told to. Each record must stand in the database exactly once.

    python benchmarks/telephone.py [--records 500] [--losses 30] [--home var]
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from measuring import machine
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.browser.conftest import NO_NETWORK
from tests.browser.losses import Network
from tests.browser.steps import sign_in

MOST_AT_ONCE = 20
QUEUE = """async ({records, most}) => {
  const team = (await ChegaraStore.kept("data")).teams[0].key;
  await ChegaraStore.keep("settings", {...(await ChegaraStore.kept("settings")), most});
  const names = [];
  for (let n = 0; n < records; n += 1) {
    const values = {searched_at: new Date().toISOString(), area: "bus", alert: false, remark: `${n}`};
    names.push((await ChegaraStore.add({kind: "search", team, values})).record);
  }
  return names;
}"""


def main() -> int:
    """Queue, lose, send, count; return 1 where a record is missing or double."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=500)
    parser.add_argument("--losses", type=int, default=30)
    parser.add_argument("--home", type=Path, help="a home with the demo in it; by default one is made")
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as made:
        return run(given.home or Path(made), given.records, given.losses)


def run(home: Path, records: int, losses: int) -> int:
    """Serve the demo from `home` and measure."""
    environment = {**os.environ, "CHEGARA_HOME": str(home)}
    chegara = [sys.executable, "-m", "chegara"]
    subprocess.run([*chegara, "demo", "--quiet"], env=environment, check=True)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    serving = [*chegara, "serve", "--port", str(port)]
    with subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            names, seconds, network = measured(f"http://127.0.0.1:{port}", records, losses)
        finally:
            process.terminate()
    return judged(home, names, seconds, network)


def measured(site: str, records: int, losses: int) -> tuple[list[str], dict[str, float], Network]:
    """Return the names of the records, seconds of queueing and sending, and the network with its losses."""
    network, rng, seconds = Network(site), np.random.default_rng(20180328), {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(NO_NETWORK))
        page = browser.new_context(base_url=network.address, locale="en-GB").new_page()
        sign_in(page, "k9")
        page.goto("/canine/phone/")
        page.wait_for_function("() => document.querySelectorAll('#teams .tile').length > 0")
        network.cut()
        began = time.perf_counter()
        names: list[str] = page.evaluate(QUEUE, {"records": records, "most": MOST_AT_ONCE})
        seconds["queue"] = time.perf_counter() - began
        network.mend()
        began = time.perf_counter()
        for _loss in range(losses):
            lose(page, network, rng)
        assert page.evaluate("() => ChegaraStore.send()") == "sent"
        seconds["send"] = time.perf_counter() - began
        browser.close()
    return names, seconds, network


def lose(page: Page, network: Network, rng: np.random.Generator) -> None:
    """Lose a request or an answer, after none or one that passed; the page must say that it is offline."""
    how = ("request", "answer")[int(rng.integers(2))]
    network.lose(how, after=int(rng.random() < 0.4))
    assert page.evaluate("() => ChegaraStore.send()") == "offline"
    network.mend()


def judged(home: Path, names: list[str], seconds: dict[str, float], network: Network) -> int:
    """Print what arrived how often, and return 1 where that is not once."""
    with sqlite3.connect(home / "chegara.sqlite3") as database:
        rows = [row[0] for row in database.execute("SELECT uid FROM canine_search WHERE remark != ''")]
    wanted = {name.replace("-", "") for name in names}
    arrived = [uid for uid in rows if uid in wanted]
    missing, doubles = len(wanted - set(arrived)), len(arrived) - len(set(arrived))
    print(f"queued {len(names)} records in {seconds['queue']:.1f} s, sent in {seconds['send']:.1f} s")
    print(f"{network.losses} losses of connection; missing {missing}, doubles {doubles} (bound: 0 and 0)")
    return int(bool(missing or doubles))


if __name__ == "__main__":
    sys.exit(main())
