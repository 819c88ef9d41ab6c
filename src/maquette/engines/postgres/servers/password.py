"""Passwords of scratch servers: drawn by lot, known to one process, and quick to log in with."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64encode

ROUNDS = 1  # against guessing: nobody guesses 24 random bytes, and every log-in would pay for the usual 4096


def new_password() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(24)


def for_initdb(password: str, major: int) -> str:
    """What --pwfile holds: a verifier from 14 on; before, initdb reads no more than 99 bytes (initdb.c, get_su_pwd)."""
    return verifier(password) if major >= 14 else password


def verifier(password: str) -> str:
    """What a server keeps of it, and takes in its place where a password is set (SCRAM-SHA-256, RFC 5803)."""
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    told_salt, told_stored, told_server = (b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ROUNDS}:{told_salt}${told_stored}:{told_server}"
