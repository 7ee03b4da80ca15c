"""Where the store's key comes from. The store is keyed from the first day; there is no plain store."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Protocol

from desktop.store import strings
from storage.engine import StoreProblem

KEY_BYTES = 32
_SERVICE = "minqing-store"


class KeyProvider(Protocol):
    """Keeps one random key for one data folder."""

    def load(self) -> bytes | None:
        """The key, or None when this provider has none."""
        ...

    def save(self, key: bytes) -> None:
        """Keep the key. Raises StoreProblem("key") when that is not possible."""
        ...

    def forget(self) -> None:
        """Keep it no longer: from now on only slots open the folder."""
        ...


class GivenKey:
    """A key that somebody else keeps."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def load(self) -> bytes | None:
        """The given key."""
        return self._key

    def save(self, key: bytes) -> None:
        """Nothing to keep."""
        self._key = key

    def forget(self) -> None:
        """Not ours to forget."""


class KeyFile:
    """The key in a file that only this account may read. Used where the system has no keyring."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> bytes | None:
        """The key of the file; None when there is no file. Raises StoreProblem for a file that is not a key."""
        try:
            text = self.path.read_text(encoding="ascii").strip()
            key = bytes.fromhex(text)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StoreProblem("key", strings.KEY_UNREADABLE.format(self.path)) from error
        if len(key) != KEY_BYTES:
            raise StoreProblem("key", strings.KEY_UNREADABLE.format(self.path))
        return key

    def save(self, key: bytes) -> None:
        """Write the file, readable by this account only; an unreadable one is moved beside, never written over."""
        try:
            if self.path.exists():
                self.path.replace(self.path.with_name(self.path.name + ".unreadable"))
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.touch(mode=0o600, exist_ok=False)
            self.path.chmod(0o600)
            self.path.write_text(key.hex(), encoding="ascii")
        except OSError as error:
            raise StoreProblem("key", strings.KEY_UNWRITABLE.format(self.path)) from error

    def forget(self) -> None:
        """Overwrite and remove the file."""
        try:
            if self.path.exists():
                self.path.write_text("0" * 2 * KEY_BYTES, encoding="ascii")
                self.path.unlink()
        except OSError as error:
            raise StoreProblem("key", strings.KEY_UNWRITABLE.format(self.path)) from error


class Keyring:
    """The key in the system's keyring (Windows credential store, Secret Service), one entry for a data folder."""

    def __init__(self, folder: Path) -> None:
        self._name = str(folder.absolute())

    @staticmethod
    def usable() -> bool:
        """True when the system has a keyring that keeps secrets."""
        import keyring
        from keyring.backends import fail, null

        return not isinstance(keyring.get_keyring(), fail.Keyring | null.Keyring)

    def load(self) -> bytes | None:
        """The key, or None when the keyring has none for this folder."""
        import keyring
        from keyring.errors import KeyringError

        try:
            text = keyring.get_password(_SERVICE, self._name)
        except KeyringError as error:
            raise StoreProblem("key", strings.KEYRING_LOCKED) from error
        try:
            key = bytes.fromhex(text or "")
        except ValueError as error:
            raise StoreProblem("key", strings.KEYRING_LOCKED) from error
        return key if len(key) == KEY_BYTES else None

    def save(self, key: bytes) -> None:
        """Put the key into the keyring."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(_SERVICE, self._name, key.hex())
        except KeyringError as error:
            raise StoreProblem("key", strings.KEYRING_LOCKED) from error

    def forget(self) -> None:
        """Remove the entry."""
        import keyring
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            keyring.delete_password(_SERVICE, self._name)
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise StoreProblem("key", strings.KEYRING_LOCKED) from error


def default_keys(folder: Path) -> KeyProvider:
    """The keyring; a key file where there is none, or where one was made before."""
    file = KeyFile(folder / "store.key")
    if file.path.exists() or not Keyring.usable():
        return file
    return Keyring(folder)


def obtain_key(provider: KeyProvider, store_exists: bool) -> str:
    """64 hex digits. A new key is made only for a new store; an existing one without its key is refused."""
    key = provider.load()
    if key is None:
        if store_exists:
            raise StoreProblem("key", strings.KEY_LOST)
        key = secrets.token_bytes(KEY_BYTES)
        provider.save(key)
    return key.hex()
