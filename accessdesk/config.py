"""Settings from the environment (`ACCESSDESK_*`), typed; a gap refuses to start."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from difflib import get_close_matches
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from accessdesk.guessable import left_to_guess
from accessdesk.telephone import EXAMPLE, has_shape

PREFIX = "ACCESSDESK_"
LEAST_SECRET = 32
LEAST_TOKEN = 16
LEAST_VARIETY = 8
LEAST_LEFT = 12  # Of a secret, without what a guesser tries first.
LARGEST_BODY = 32 * 1024 * 1024  # What the server itself takes in, before it asks a view.
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]*)?")
_PREAMBLE = "Value error, "  # What pydantic puts before our own words.


_WRITE = {
    "int_parsing": "write a whole number, such as 1",
    "bool_parsing": "write true or false",
    "greater_than_equal": "write {ge} or more",
    "less_than_equal": "write {le} or less",
    "literal_error": "write one of {expected}",
}


class BadSettings(ValueError):
    """The environment holds what cannot be used; the words name each setting and its fault."""


def _items(value: Any) -> Any:
    """Read a list as people write it: with commas, or as JSON."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            message = "a list is written with commas (a,b) or as JSON"
            raise ValueError(message) from None
    return [item.strip() for item in text.split(",") if item.strip()]


Items = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_items)]


def known_store(value: str) -> str:
    """Refuse a place for files that there is not, and one that needs a part which is not here."""
    if value in {"auto", "folder", "database"}:
        return value
    if not BUCKET.fullmatch(value):
        message = "files are kept in auto, folder, database or s3://bucket/prefix"
        raise ValueError(message)
    if find_spec("obstore") is None:
        message = "for s3:// install accessdesk[s3]"
        raise ValueError(message)
    return value


def telephone_of_desk(value: str) -> str:
    """Refuse what nobody can dial from everywhere; none at all is said where it is missing."""
    if value and not has_shape(value):
        message = f"write it with + and the country’s code, as in {EXAMPLE}"
        raise ValueError(message)
    return value


def known_database(value: str) -> str:
    """Refuse an address of a database that we do not speak with; it is not repeated."""
    if not value:
        return value
    try:
        kind = make_url(value).drivername
    except (ArgumentError, ValueError):
        kind = ""
    if kind not in DATABASES:
        message = "write it as postgresql://user:password@host/database or sqlite:////folder/file"
        raise ValueError(message)
    return value


def known_redis(value: str) -> str:
    """Refuse an address that is none of a Redis; it is not repeated."""
    if value and not re.fullmatch(r"rediss?://[^\s/].*", value):
        message = "write it as redis://host:6379/0, or rediss:// for one behind TLS"
        raise ValueError(message)
    return value


def hard_to_guess(value: SecretStr) -> SecretStr:
    """Refuse a token that can be tried out; none at all opens nothing."""
    if 0 < len(value.get_secret_value()) < LEAST_TOKEN:
        message = f"write {LEAST_TOKEN} characters or more"
        raise ValueError(message)
    return value


def way_out(value: str, info: ValidationInfo) -> str:
    """Refuse an address that others read on the way, unless networks of our own are named."""
    scheme, is_address, rest = value.partition("://")
    ours = bool(info.data.get("webhook_networks"))
    usable = scheme == "https" or (scheme == "http" and ours)
    if is_address and not (usable and rest):
        message = (
            "checkpoints go to a folder or an https:// address; http:// takes a network of our "
            f"own, named in {PREFIX}WEBHOOK_NETWORKS"
        )
        raise ValueError(message)
    return value


class Settings(BaseSettings):
    """Everything an operator can set from outside.

    Lists are written with commas, e.g. `ACCESSDESK_TRUSTED_HOSTS=desk.example,10.0.0.5`, or as
    JSON. Read them with `settings_of_environment`, which says what is wrong in words.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    data_dir: Path = Path("var")
    database_url: Annotated[str, AfterValidator(known_database)] = ""
    secret_key: SecretStr = SecretStr("")
    secret_key_before: SecretStr = SecretStr("")
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: Items = ("127.0.0.1", "localhost")
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    redis_url: Annotated[str, AfterValidator(known_redis)] = ""
    smtp_url: str = ""
    mail_from: str = ""
    mail_sheets: bool = True
    webhook_networks: Items = ()
    file_store: Annotated[str, AfterValidator(known_store)] = "auto"
    queue: Literal["auto", "sqlite", "redis", "postgresql"] = "auto"
    operator_name: str = "Datacenter operator"
    desk_telephone: Annotated[str, AfterValidator(telephone_of_desk)] = ""
    demo: bool = False
    max_body_bytes: int = Field(default=2 * 1024 * 1024, ge=1, le=LARGEST_BODY)
    checkpoints: Annotated[str, AfterValidator(way_out)] = ""
    checkpoint_minutes: int = Field(default=60, ge=1)
    hsts_subdomains: bool = False
    metrics_token: Annotated[SecretStr, AfterValidator(hard_to_guess)] = SecretStr("")
    reopen_days: int = Field(default=7, ge=0, le=366)
    calls_per_minute: int = Field(default=600, ge=0)
    changes_per_minute: int = Field(default=60, ge=0)
    missed_codes_per_minute: int = Field(default=30, ge=0)
    session_hours: int = Field(default=12, ge=1)
    pool_size: int = Field(default=5, ge=1)

    @property
    def database(self) -> str:
        """The SQLAlchemy address: the one set, or SQLite in the data directory."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'accessdesk.sqlite3').absolute()}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def file_home(self) -> str:
        """Where files lie for good: as is set, or where all who share the database see them."""
        if self.file_store != "auto":
            return self.file_store
        return "folder" if self.database.startswith("sqlite") else "database"

    @property
    def reopen_within(self) -> timedelta:
        """For how long after its end a request can be opened again."""
        return timedelta(days=self.reopen_days)

    @property
    def sends_mail(self) -> bool:
        """Whether a mail server is set up; else letters are kept here to be read."""
        return bool(self.smtp_url)

    @property
    def sender(self) -> str:
        """The address that mail comes from: the one set, or one at our own host."""
        return self.mail_from or f"desk@{urlsplit(self.base_url).hostname or 'localhost'}"

    @property
    def secret(self) -> str:
        """The secret that signs cookies and seals keys.

        Raises BadSettings when it is missing, shorter than 32 characters, or easily guessed.
        """
        return _strong(self.secret_key.get_secret_value(), "SECRET_KEY")

    @property
    def secrets(self) -> tuple[str, ...]:
        """What opens cookies, links and sealed keys: the secret, then the one it replaced."""
        return (self.secret, *self.secrets_before)

    @property
    def secrets_before(self) -> list[str]:
        """The secret that was replaced: what it signed, sealed and linked still opens."""
        value = self.secret_key_before.get_secret_value()
        return [_strong(value, "SECRET_KEY_BEFORE")] if value else []

    @property
    def is_https(self) -> bool:
        """Whether people reach this service over TLS."""
        return self.base_url.startswith("https:")

    def check_public(self) -> None:
        """Refuse to serve a name that others can reach over plain http.

        Raises BadSettings; a name or address of this machine alone may do without TLS.
        """
        host = urlsplit(self.base_url).hostname or ""
        if not self.is_https and not _is_loopback(host):
            message = (
                f"{PREFIX}BASE_URL: {self.base_url} is read by others on the way. Give an "
                "https:// address; the proxy in front holds the certificate"
            )
            raise BadSettings(message)


def _strong(value: str, name: str) -> str:
    if len(value) < LEAST_SECRET:
        message = f"{PREFIX}{name} must be set, with {LEAST_SECRET} characters or more"
        raise BadSettings(message)
    if len(set(value)) < LEAST_VARIETY or len(left_to_guess(value)) < LEAST_LEFT:
        message = (
            f"{PREFIX}{name} repeats itself, or is made of usual words, and is easily guessed. "
            "Make one with: "
            'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
        )
        raise BadSettings(message)
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def settings_of_environment() -> Settings:
    """Read the settings; raises BadSettings, which names each one that is wrong, in words."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            f"{PREFIX}{str(fault['loc'][0]).upper()}: {_in_words(fault)}"
            for fault in error.errors(include_url=False, include_input=False)
        ]
        raise BadSettings("\n".join(faults)) from None


def _in_words(fault: Mapping[str, Any]) -> str:
    """What is wrong with a setting, in the words of an operator and not of a program."""
    ours = _WRITE.get(fault["type"], "").format(**fault.get("ctx", {}))
    return ours or str(fault["msg"]).removeprefix(_PREAMBLE)


def unknown_settings(environment: Mapping[str, str]) -> list[str]:
    """What is set and nobody reads, in words: a misspelt name sets nothing."""
    known = [name.upper() for name in Settings.model_fields]
    unknown = {
        name: name.upper().removeprefix(PREFIX)
        for name in sorted(environment)
        if name.upper().startswith(PREFIX) and name.upper().removeprefix(PREFIX) not in known
    }
    near = {name: get_close_matches(bare, known, n=1, cutoff=0.8) for name, bare in unknown.items()}
    return [
        f"{name} is no setting, and is not read."
        + (f" Is {PREFIX}{near[name][0]} meant?" if near[name] else "")
        for name in unknown
    ]


def resource_root() -> Path:
    """Find the folder with templates, static and migrations, in a checkout or a wheel."""
    package = Path(__file__).parent
    return package if (package / "templates").is_dir() else package.parent
