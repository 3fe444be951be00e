"""Settings from the environment (`ACCESSDESK_*`), typed; a gap refuses to start."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything an operator can set from outside.

    Tuples are given as JSON, e.g. `ACCESSDESK_TRUSTED_HOSTS='["desk.example"]'`.
    """

    model_config = SettingsConfigDict(env_prefix="ACCESSDESK_", extra="ignore", frozen=True)

    data_dir: Path = Path("var")
    database_url: str = ""
    secret_key: SecretStr = SecretStr("")
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    redis_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    mail_sheets: bool = True
    webhook_networks: tuple[str, ...] = ()
    queue: Literal["auto", "sqlite", "redis", "postgresql"] = "auto"
    operator_name: str = "Microsoft"
    demo: bool = False
    max_body_bytes: int = 2 * 1024 * 1024
    session_hours: int = Field(default=12, ge=1)
    pool_size: int = Field(default=5, ge=1)

    @property
    def database(self) -> str:
        """Give the SQLAlchemy address: the one set, or SQLite in the data directory."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'accessdesk.sqlite3').absolute()}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def sender(self) -> str:
        """Give the address that mail comes from: the one set, or one at our own host."""
        return self.mail_from or f"desk@{urlsplit(self.base_url).hostname or 'localhost'}"

    @property
    def secret(self) -> str:
        """Give the secret that signs cookies and seals keys; refuse to go on without one.

        Raises ValueError when it is missing or shorter than 32 characters.
        """
        value = self.secret_key.get_secret_value()
        if len(value) < 32:
            message = "ACCESSDESK_SECRET_KEY must be set, with 32 characters or more"
            raise ValueError(message)
        return value


def resource_root() -> Path:
    """Find the folder with templates, static and migrations, in a checkout or a wheel."""
    package = Path(__file__).parent
    return package if (package / "templates").is_dir() else package.parent
