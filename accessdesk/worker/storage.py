"""Where wakes lie: SQLite by default, Redis or PostgreSQL for many machines.

The queue's library is loaded here alone, where the settings are known: it takes the clients of
Redis and of PostgreSQL with it, which a web worker on SQLite has no use for.
"""

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accessdesk.config import Settings
from accessdesk.lean import without

if TYPE_CHECKING:
    from huey import Huey

NAME = "accessdesk"


@dataclass(frozen=True)
class Storage:
    """A queue, and the errors by which it tells that it is away."""

    huey: "Huey"
    away: tuple[type[Exception], ...]


def storage_of(settings: Settings) -> Storage:
    """The queue that the settings choose: Redis where its address is set, else SQLite."""
    kind = settings.queue
    if kind == "auto":
        kind = "redis" if settings.redis_url else "sqlite"
    unused = [] if settings.redis_url else ["redis"]
    if not settings.database.startswith("postgresql"):
        unused.append("psycopg")
    if kind == "redis":
        return _in_redis(settings)
    with without(*unused):
        return _in_postgresql(settings) if kind == "postgresql" else _in_sqlite(settings)


def _in_redis(settings: Settings) -> Storage:
    from huey import RedisHuey
    from redis.exceptions import RedisError

    return Storage(RedisHuey(url=settings.redis_url, **_common(settings)), (RedisError, OSError))


def _in_postgresql(settings: Settings) -> Storage:
    import psycopg
    from huey import PostgresHuey

    dsn = settings.database.replace("postgresql+psycopg://", "postgresql://", 1)
    huey = PostgresHuey(dsn=dsn, table_prefix="huey", **_common(settings))
    return Storage(huey, (psycopg.Error, OSError))


def _in_sqlite(settings: Settings) -> Storage:
    from huey import SqliteHuey

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    file = settings.data_dir.absolute() / "queue.sqlite3"
    return Storage(SqliteHuey(filename=str(file), **_common(settings)), (sqlite3.Error, OSError))


def _common(settings: Settings) -> dict[str, Any]:
    from huey.serializer import SignedSerializer

    # Tasks are pickles: only what holds the operator's secret may put one in.
    signed = SignedSerializer(secret=settings.secret, salt="accessdesk queue")
    return {"name": NAME, "results": False, "serializer": signed}
