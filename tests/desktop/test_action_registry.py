"""One registry feeds menu, toolbar, palette and cheat sheet."""

from __future__ import annotations

from collections import Counter

from desktop.actions import ACTIONS, BY_ID, CONTEXTS, ICON_OF, KEY_OF, resolve, shown_key
from desktop.forms import FORMS
from desktop.strings import actions as words
from desktop.widgets.icon import ICON_FOLDER
from domain.commands import COMMANDS
from domain.decide.gate import SYSTEM_KINDS


def test_no_key_is_given_twice():
    keys = Counter(action.key for action in ACTIONS if action.key)
    assert [key for key, n in keys.items() if n > 1] == []


def test_a_bare_letter_belongs_to_lists_only():
    bare = [a for a in ACTIONS if len(a.key) == 1]
    assert bare
    assert {a.context for a in bare} == {"list"}


def test_global_keys_have_a_modifier_or_are_function_keys():
    for action in ACTIONS:
        if action.context == "global" and action.key:
            assert "+" in action.key or action.key.startswith("F")


def test_contexts_and_names_are_known():
    assert {a.context for a in ACTIONS} <= set(CONTEXTS)
    assert all(a.text for a in ACTIONS)
    assert set(BY_ID) <= set(words.ACTIONS)
    assert len(BY_ID) == len(ACTIONS)


def test_a_command_has_one_key_and_a_form():
    given = [kind for action in ACTIONS for kind in action.commands]
    assert len(given) == len(set(given))
    assert set(given) <= set(FORMS)
    assert set(KEY_OF) == set(given)


def test_every_command_of_a_person_has_a_form_and_a_name():
    human = set(COMMANDS) - SYSTEM_KINDS - {"audit"}
    assert human == set(FORMS)
    assert human <= set(words.COMMANDS)


def test_every_icon_is_there():
    for name in {a.icon for a in ACTIONS} | set(ICON_OF.values()):
        assert not name or (ICON_FOLDER / f"{name}.svg").is_file(), name


def test_the_first_allowed_command_of_a_key_is_given():
    assert resolve(BY_ID["call"], ("log_call", "note")) == "log_call"
    assert resolve(BY_ID["call"], ("log_call", "callback")) == "callback"
    assert resolve(BY_ID["call"], ("note",)) == ""
    assert shown_key("Ctrl+Return") == "Ctrl+Enter"
