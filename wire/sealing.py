"""Sealing one random 32-byte key for those who may open it: operators by password, the county by its key pair.

Desktop and county share this format. Only standard parts are used: argon2id for passwords, X25519 with HKDF-SHA256 for
the county's public key, AES-256-GCM for the wrapping. Random bytes come in as an argument.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from domain.ids import PLAIN_ALPHABET, tidy

KEY_BYTES = 32
_NONCE, _SALT, _TAG = 12, 16, 16
_DEAREST = 1 << 20
"""KiB of memory above which a slot is not tried: a hostile file must not eat the machine."""

Noise = Callable[[int], bytes]
"""n random bytes."""


class Slot(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way to the key. `name`: of the operator, hashed (see `operator_name`), or id of the county's public key.

    operator: `salt` and cost (`time`, `memory` in KiB, `lanes`) of argon2id. administrator: `public`, the one-time key.
    """

    kind: Literal["operator", "administrator"]
    name: str
    nonce: bytes
    wrapped: bytes
    salt: bytes = b""
    time: int = 0
    memory: int = 0
    lanes: int = 0
    public: bytes = b""


class Cost(msgspec.Struct, frozen=True):
    """What trying one password costs."""

    time: int = 3
    memory: int = 65_536
    lanes: int = 4


def key_id(key: bytes) -> str:
    """Tells keys apart without giving anything of them away."""
    return hashlib.sha256(b"minqing-key-id|" + key).hexdigest()[:24]


def operator_name(identity: str, login: str) -> str:
    """The name of an operator's slot in the store `identity`; the login itself is not written down."""
    return hashlib.sha256(f"minqing-slot|{identity}|{login.strip().lower()}".encode()).hexdigest()[:24]


def public_name(public: bytes) -> str:
    """Id of a county's public key."""
    return hashlib.sha256(b"minqing-desk-key|" + public).hexdigest()[:24]


def _password_key(password: str, slot_salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    secret = password.encode("utf-8", "surrogatepass")
    return hash_secret_raw(secret, slot_salt, cost.time, cost.memory, cost.lanes, KEY_BYTES, Type.ID)


def _shared_key(shared: bytes, one_time: bytes, public: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, one_time + public, b"minqing-desk-key-1").derive(shared)


def _bound(kind: str, name: str, identity: str) -> bytes:
    return f"minqing-slot-1|{kind}|{name}|{identity}".encode()


def seal_for_operator(key: bytes, login: str, password: str, noise: Noise, cost: Cost = Cost()) -> Slot:  # noqa: B008
    """A slot that this password opens."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    identity = key_id(key)
    name, salt, nonce = operator_name(identity, login), noise(_SALT), noise(_NONCE)
    wrapped = AESGCM(_password_key(password, salt, cost)).encrypt(
        nonce, key, _bound("operator", name, identity)
    )
    return Slot("operator", name, nonce, wrapped, salt, cost.time, cost.memory, cost.lanes)


def seal_for_administrator(key: bytes, public: bytes, noise: Noise) -> Slot:
    """A slot that the county's private key opens. Raises ValueError for what is not a public key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    identity, name, nonce = key_id(key), public_name(public), noise(_NONCE)
    own = X25519PrivateKey.from_private_bytes(noise(KEY_BYTES))
    one_time = own.public_key().public_bytes_raw()
    shared = own.exchange(X25519PublicKey.from_public_bytes(public))
    wrapped = AESGCM(_shared_key(shared, one_time, public)).encrypt(
        nonce, key, _bound("administrator", name, identity)
    )
    return Slot("administrator", name, nonce, wrapped, public=one_time)


def open_as_operator(slots: Iterable[Slot], identity: str, login: str, password: str) -> bytes | None:
    """The key, when this operator has a slot that this password opens."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    name = operator_name(identity, login)
    for slot in slots:
        if slot.kind != "operator" or slot.name != name or not _affordable(slot):
            continue
        try:
            wrapper = _password_key(password, slot.salt, Cost(slot.time, slot.memory, slot.lanes))
            return _right(
                AESGCM(wrapper).decrypt(slot.nonce, slot.wrapped, _bound("operator", name, identity)),
                identity,
            )
        except (InvalidTag, ValueError):
            continue
    return None


def open_as_administrator(slots: Iterable[Slot], identity: str, private: bytes) -> bytes | None:
    """The key, when one slot was made for this private key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    own = X25519PrivateKey.from_private_bytes(private)
    public = own.public_key().public_bytes_raw()
    name = public_name(public)
    for slot in slots:
        if slot.kind != "administrator" or slot.name != name:
            continue
        try:
            shared = own.exchange(X25519PublicKey.from_public_bytes(slot.public))
            wrapper = _shared_key(shared, slot.public, public)
            return _right(
                AESGCM(wrapper).decrypt(slot.nonce, slot.wrapped, _bound("administrator", name, identity)),
                identity,
            )
        except (InvalidTag, ValueError):
            continue
    return None


def new_private_key(noise: Noise) -> tuple[bytes, bytes]:
    """(private, public) of a county, 32 bytes each."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    own = X25519PrivateKey.from_private_bytes(noise(KEY_BYTES))
    return own.private_bytes_raw(), own.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public key of a private one."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _affordable(slot: Slot) -> bool:
    return (
        1 <= slot.time <= 64
        and 8 <= slot.memory <= _DEAREST
        and 1 <= slot.lanes <= 16
        and len(slot.salt) >= 8
    )


def _right(key: bytes, identity: str) -> bytes | None:
    return key if len(key) == KEY_BYTES and hmac.compare_digest(key_id(key), identity) else None


def derive(key: bytes, purpose: str, salt: bytes) -> bytes:
    """A 32-byte key for one purpose, from which `key` cannot be told."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt, f"minqing-{purpose}-1".encode()).derive(key)


# --- the key as a code that one person reads to another

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def recovery_code(key: bytes) -> str:
    """The key in 14 groups of four letters and digits; the last of them tell a slip of the pen."""
    text = base64.b32encode(key + hashlib.sha256(b"minqing-code|" + key).digest()[:3]).decode().rstrip("=")
    plain = text.translate(str.maketrans(_LETTERS, PLAIN_ALPHABET))
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def key_of_code(code: str) -> bytes | None:
    """The key of a typed code; None when it was mistyped. Spaces, dashes and small letters do not matter."""
    plain = tidy(code)
    if len(plain) != 56 or any(letter not in PLAIN_ALPHABET for letter in plain):
        return None
    raw = base64.b32decode(plain.translate(str.maketrans(PLAIN_ALPHABET, _LETTERS)))
    key, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    return key if hmac.compare_digest(check, hashlib.sha256(b"minqing-code|" + key).digest()[:3]) else None
