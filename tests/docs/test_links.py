"""The manual's pages lead somewhere, its pictures are used, and nothing in it belongs to one machine."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "src").rglob("*.md"),
        *(ROOT / "tests").rglob("*.md"),
    ]
)
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*"))
LARGEST_PICTURE = 150 * 1024
LINK = re.compile(r"\]\(([^()\s]+)\)")
MACHINES_PATH = re.compile(r"(?:^|[\s`('\"=])/(?:work|root|tmp|home)/")
PACKAGE_INDEX = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org|index-url)\b"
)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {
        anchor(heading) for heading in re.findall(r"^#+ (.+)$", without_code(text_of(page)), re.MULTILINE)
    }


def dead_links(page: Path, text: str) -> list[str]:
    dead = []
    for link in LINK.findall(without_code(text)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, fragment = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or not path.is_relative_to(ROOT) or (fragment and fragment not in anchors(path)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_a_page_leads_somewhere(page):
    assert dead_links(page, text_of(page)) == []


@pytest.mark.parametrize(
    "link", ["nowhere.md", "#nowhere", "README.md#nowhere", "../outside.md", "docs/pictures/nowhere.png"]
)
def test_a_dead_link_would_be_found(link):
    assert dead_links(ROOT / "README.md", f"see [it]({link})") == [link]


def test_there_are_pictures():
    assert PICTURES


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_shown_somewhere_and_small(picture):
    shown = [
        page
        for page in PAGES
        for link in LINK.findall(text_of(page))
        if not re.match(r"[a-z]+:", link) and (page.parent / link.partition("#")[0]).resolve() == picture
    ]

    assert shown
    assert picture.stat().st_size <= LARGEST_PICTURE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_no_path_of_a_machine_and_no_package_index(page):
    text = text_of(page)

    assert not MACHINES_PATH.search(text)
    assert not PACKAGE_INDEX.search(text)


def test_every_page_of_the_manual_is_reached_from_its_contents():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(without_code(text_of(page))))
        waiting += [(page.parent / link).resolve() for link in links if link and ":" not in link]

    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} <= reached
