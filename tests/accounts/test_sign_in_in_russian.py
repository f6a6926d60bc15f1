"""What somebody reads who can't sign in, on a Russian page: Chegara's words and those of its libraries."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.test import Client
from tests.factories import PASSWORD, make_agency, make_user

pytestmark = pytest.mark.django_db


class Reader(HTMLParser):
    """Reads a page's words, without its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words += data.split()


@pytest.fixture
def client() -> Client:
    cache.clear()
    return Client(headers={"accept-language": "ru"})


def sign_in(client: Client, password: str = PASSWORD) -> str:
    answer = client.post("/sign-in/", {"login": "analyst", "password": password}, follow=True)
    return answer.content.decode()


def english(html: str) -> set[str]:
    latin = {word for word in Reader(html).words if word.isascii() and word.isalpha()}
    of_the_test = {"Name", "of", "analyst"}
    return latin - {"Chegara", "English", "csv", "xlsx"} - of_the_test


def test_a_wrong_password_is_refused_in_russian(client: Client) -> None:
    make_user("analyst", agency=make_agency())

    page = sign_in(client, "wrong")

    assert "Имя пользователя и/или пароль неверны." in page
    assert not english(page)


def test_a_locked_name_is_told_so_in_russian(client: Client) -> None:
    make_user("analyst", agency=make_agency())
    for _attempt in range(5):
        sign_in(client, "wrong")

    page = sign_in(client)

    assert "Слишком много неудачных попыток входа" in page
    assert not english(page)


def test_a_closed_account_is_told_so_in_russian(client: Client) -> None:
    user = make_user("analyst", agency=make_agency())
    user.is_active = False
    user.save()

    page = sign_in(client)

    assert "Эта учётная запись отключена" in page
    assert not english(page)


def test_a_weak_new_password_is_refused_in_russian(client: Client) -> None:
    make_user("analyst", agency=make_agency())
    sign_in(client)

    page = client.post(
        "/password/", {"old_password": "wrong", "new_password1": "12345", "new_password2": "12345"}
    ).content.decode()

    assert "Ваш старый пароль введен неправильно" in page
    assert "Введённый пароль слишком короткий" in page
    assert not english(page)


def test_a_page_that_is_not_there_says_so_in_russian(client: Client) -> None:
    page = client.get("/nowhere/").content.decode()

    assert "Здесь ничего нет" in page
    assert not english(page)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_language_is_offered_by_its_own_name(language: str) -> None:
    page = Client(headers={"accept-language": language}).get("/sign-in/").content.decode()

    assert {"English", "Русский"} <= set(Reader(page).words)
