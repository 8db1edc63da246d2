"""Keyed hashes: they recognise a value again, and without the workspace's key they say nothing about it.

Source: HMAC (RFC 2104) with SHA-256.
"""

from __future__ import annotations

import hmac
import secrets

from sojourn.errors import WorkspaceFormat

KEY_BYTES = 32


def new_key() -> bytes:
    """A random key for a workspace: 32 bytes. Whoever loses it can recognise no suppressed customer again."""
    return secrets.token_bytes(KEY_BYTES)


def keyed_hash(key: bytes, purpose: str, kind: str, value: str) -> bytes:
    """32 bytes; hashes for different purposes cannot be matched with each other.

    Raises WorkspaceFormat for a key shorter than 32 bytes.
    """
    if len(key) < KEY_BYTES:
        raise WorkspaceFormat(
            f"The workspace's key has {len(key)} bytes instead of {KEY_BYTES}. Restore it from a backup."
        )
    message = "\0".join((purpose, kind, value)).encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, "sha256")
