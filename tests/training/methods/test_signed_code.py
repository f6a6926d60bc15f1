from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from chegara.training.methods.signed_code import CodeRefusedError, check_code, issue_code, public_key_of

# RFC 8032, 7.1, test 1.
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
CONTENT = {"number": "XA-1-2", "person": "L-1", "until": None}


def test_the_public_key_is_that_of_the_standards_example():
    assert public_key_of(SECRET) == PUBLIC


def test_a_code_is_checked_with_nothing_but_the_public_key():
    assert check_code(issue_code(CONTENT, SECRET), PUBLIC) == CONTENT


def test_line_breaks_that_printing_put_in_do_no_harm():
    code = issue_code(CONTENT, SECRET)

    assert check_code(code[:30] + "\n " + code[30:], PUBLIC) == CONTENT


@given(st.integers(0, 10_000), st.integers(1, 63))
def test_one_changed_letter_is_noticed(place, shift):
    code = issue_code(CONTENT, SECRET)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    places = [n for n in range(len(code)) if code[n] != "."]
    place = places[place % len(places)]
    changed = alphabet[(alphabet.index(code[place]) + shift) % 64]

    with pytest.raises(CodeRefusedError):
        check_code(code[:place] + changed + code[place + 1 :], PUBLIC)


def test_the_last_letters_spare_bits_make_no_second_spelling():
    code = issue_code(CONTENT, SECRET)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    for place in (code.index(".") - 1, len(code) - 1):
        for letter in alphabet.replace(code[place], ""):
            with pytest.raises(CodeRefusedError):
                check_code(code[:place] + letter + code[place + 1 :], PUBLIC)


@pytest.mark.parametrize(
    "code", ["", "abc", "a.b", "ы.ы", "...."], ids=["empty", "no dot", "short", "Cyrillic", "dots"]
)
def test_what_is_no_code_is_refused(code):
    with pytest.raises(CodeRefusedError):
        check_code(code, PUBLIC)


def test_another_issuers_key_does_not_open_it():
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()

    with pytest.raises(CodeRefusedError):
        check_code(issue_code(CONTENT, SECRET), other)
