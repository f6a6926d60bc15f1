"""The telephone page in a real browser, with the network cut at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.conftest import LOCALES, Watch
from tests.browser.losses import Network
from tests.browser.steps import TELEPHONE, broken_rules, sign_in

PAGE = "/canine/phone/"
KEPT = """async () => {
  await navigator.serviceWorker.ready;
  return Boolean(await caches.match("/canine/phone/"));
}"""
ASKED = "async () => (await (await navigator.serviceWorker.ready).sync.getTags()).includes('chegara-send')"
LEFT = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("chegara-canine", 1);
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction("changes").objectStore("changes").getAll();
    all.onsuccess = () => resolve(all.result.filter((one) => one.state === "waiting").length);
  };
})"""
TOLD = "() => fetch('/canine/phone/data.json').then((answer) => answer.json())"


@pytest.fixture
def network(site: str) -> Iterator[Network]:
    """Return the network between telephones and the site; it is whole at the end."""
    found = Network(site)
    yield found
    found.mend()


Telephone = Callable[[str], Page]


@pytest.fixture
def telephone(browser: Browser, network: Network, language: str) -> Iterator[Telephone]:
    """Hand out telephones on which somebody has signed in and opened the page; nothing strange may happen."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def opened(username: str) -> Page:
        context = browser.new_context(
            locale=LOCALES[language], viewport=TELEPHONE, base_url=network.address, has_touch=True
        )
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page, network.address))
        sign_in(page, username)
        page.goto(PAGE)
        expect(page.locator("#teams .tile").first).to_be_visible()
        page.wait_for_function(f"({KEPT})()")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [strange for watch in watches for strange in watch.strange] == []


def tap(page: Page, name: str, value: str) -> None:
    """Tap on the tile of a choice."""
    page.locator(f'label.tile:has(input[name="{name}"][value="{value}"])').tap()


def tap_team(page: Page, code: str) -> None:
    page.locator("#teams .tile", has_text=code).tap()


def record(page: Page, area: str = "truck", code: str = "XS-T1") -> None:
    """Record a search without an alert: four taps."""
    tap_team(page, code)
    tap(page, "area", area)
    tap(page, "alert", "no")
    save(page)


def save(page: Page) -> None:
    page.locator(".save button").tap()
    expect(page.locator("#said")).not_to_be_empty()


def waiting(page: Page) -> Any:
    return page.locator('#records li[data-state="waiting"]')


def all_sent(page: Page) -> None:
    page.locator("#send").tap()
    expect(page.locator("#state")).to_have_attribute("data-waiting", "0")


def recent(page: Page) -> dict[str, Any]:
    """Return what the site has of late, by the name of the record."""
    told = page.evaluate(TOLD)["recent"]
    found = {one["record"]: one for one in told}
    assert len(found) == len(told)
    return found


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_can_be_used_by_everybody_and_with_gloves_on(telephone: Telephone) -> None:
    page = telephone("k9")

    tap_team(page, "XS-T1")
    tap(page, "alert", "yes")
    tap(page, "found", "yes")

    assert broken_rules(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    heights = page.eval_on_selector_all(
        ".tile:not([hidden] *)", "tiles => tiles.map(one => one.offsetHeight)"
    )
    assert min(height for height in heights if height) >= 64


def test_a_search_recorded_without_network_survives_and_is_sent_once(
    telephone: Telephone, network: Network
) -> None:
    page = telephone("k9")
    before = recent(page)

    network.cut()
    page.reload()  # the page itself comes from the telephone
    record(page)
    expect(waiting(page)).to_have_count(1)
    page.reload()  # what was recorded does, too
    expect(waiting(page)).to_have_count(1)
    network.mend()
    all_sent(page)

    made = recent(page).keys() - before.keys()
    assert len(made) == 1


def test_with_the_page_closed_the_worker_sends_when_the_browser_says_that_the_network_is_back(
    telephone: Telephone, network: Network
) -> None:
    page = telephone("k9")
    before = recent(page)
    network.cut()
    record(page)
    expect(waiting(page)).to_have_count(1)
    page.wait_for_function(ASKED)
    elsewhere = page.context.new_page()
    page.close()
    network.mend()

    synchronise(elsewhere, network.address, PAGE)
    elsewhere.goto("/")

    elsewhere.wait_for_function(f"async (n) => (await ({TOLD})()).recent.length > n", arg=len(before))
    assert len(recent(elsewhere).keys() - before.keys()) == 1
    assert elsewhere.evaluate(LEFT) == 0


def synchronise(page: Page, site: str, scope: str) -> None:
    """Fire the sync event of a service worker, as Chromium does once the network is back."""
    session = page.context.new_cdp_session(page)
    known: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    while not (found := [one for one in known if urlsplit(one["scopeURL"]).path == scope]):
        page.wait_for_timeout(50)
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": site,
            "registrationId": found[-1]["registrationId"],
            "tag": "chegara-send",
            "lastChance": False,
        },
    )


@pytest.mark.parametrize("how", ["request", "answer"])
def test_what_is_lost_on_the_way_arrives_once(how: Any, telephone: Telephone, network: Network) -> None:
    page = telephone("k9")
    before = recent(page)

    network.lose(how)
    record(page, "bus")
    expect(page.locator("#state")).to_contain_text("No network")
    expect(waiting(page)).to_have_count(1)
    assert network.losses == 1
    network.mend()
    taken_over = recent(page).keys() - before.keys()
    all_sent(page)

    made = recent(page).keys() - before.keys()
    assert len(taken_over) == (1 if how == "answer" else 0)
    assert len(made) == 1


def test_many_records_arrive_exactly_once_through_many_losses(telephone: Telephone, network: Network) -> None:
    page = telephone("k9")
    before = recent(page)
    network.cut()
    team = page.evaluate("() => ChegaraStore.kept('data')")["teams"][0]["key"]
    names = page.evaluate(
        """async (team) => {
          const settings = await ChegaraStore.kept("settings");
          await ChegaraStore.keep("settings", {...settings, most: 5});
          const names = [];
          for (let n = 0; n < 40; n += 1) {
            const values = {searched_at: new Date().toISOString(), area: "bus", alert: false, remark: `${n}`};
            names.push((await ChegaraStore.add({kind: "search", team, values})).record);
          }
          return names;
        }""",
        team,
    )
    network.mend()

    for number in range(6):
        network.lose(("answer", "request")[number % 2], after=number % 2)
        assert page.evaluate("() => ChegaraStore.send()") == "offline"
        network.mend()
    assert page.evaluate("() => ChegaraStore.send()") == "sent"

    assert network.losses == 6
    assert set(recent(page)) - before.keys() == set(names)


def test_signed_out_meanwhile_it_records_and_sends_after_signing_in(telephone: Telephone) -> None:
    page = telephone("k9")
    page.context.clear_cookies()

    page.goto(PAGE)
    record(page, "wagon")
    expect(waiting(page)).to_have_count(1)
    page.locator("#sign-in").tap()
    page.locator("#id_login").fill("k9")
    page.locator("#id_password").fill("chegara-demo-2018")
    page.keyboard.press("Enter")

    expect(page.locator("#records li", has_text="rail wagon").first).to_be_visible()
    expect(page.locator("#state")).to_have_attribute("data-waiting", "0")


def test_of_two_telephones_that_correct_one_record_both_versions_are_kept_until_somebody_decides(
    telephone: Telephone, network: Network
) -> None:
    one = telephone("k9")
    record(one, "vessel")
    all_sent(one)
    other = telephone("officer")
    # Each makes its correction without network, and does not know of the other's.
    network.cut()
    for page, area in ((one, "truck"), (other, "bus")):
        page.locator("#records li", has_text="vessel").first.get_by_role("button").tap()
        tap(page, "area", area)
        save(page)
        expect(waiting(page)).to_have_count(1)
    network.mend()
    for page in (one, other):
        all_sent(page)

    assert sum(page.locator('#records li[data-state="conflict"]').count() for page in (one, other)) == 1
    one.goto("/canine/versions/")
    one.locator("main tbody a").first.click()
    told = one.locator("main tr.differs td").all_inner_texts()
    assert sorted(told) == ["bus", "truck"]
    one.locator("input[value=other]").check()
    one.locator("#id_reason").fill("The officer was there")
    one.get_by_role("button", name="Settle").click()
    expect(one.locator("main dl")).to_contain_text(told[1])


def test_an_exercise_is_recorded_without_network(telephone: Telephone, network: Network) -> None:
    page = telephone("k9")
    network.cut()
    page.reload()

    tap(page, "kind", "performance")
    tap_team(page, "XS-T1")
    page.locator("#exercises .tile").first.tap()
    tap(page, "unit-1", "alert")
    tap(page, "unit-2", "none")
    save(page)
    expect(waiting(page)).to_have_count(1)
    network.mend()
    all_sent(page)

    expect(page.locator("#records li", has_text="Exercise").first).to_have_attribute("data-state", "sent")


def test_no_exercise_with_explosives_is_offered(telephone: Telephone) -> None:
    page = telephone("k9")

    tap(page, "kind", "performance")
    tap_team(page, "XS-T6")

    expect(page.locator("#exercises .tile")).to_have_count(0)
    expect(page.locator("#no-exercises")).to_be_visible()
