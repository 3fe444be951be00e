"""What a database refuses a command, in words: no statement, no value, and what to do next."""

from sqlalchemy.exc import DBAPIError

from accessdesk.config import PREFIX

UNREACHED = (
    f"{PREFIX}DATABASE_URL: the database does not answer, or does not let us in. See that it runs, "
    "and that the address, the name and the password are right."
)
_NOT_ALLOWED = "42501"
# What PostgreSQL says by a code (appendix A), and SQLite by words.
_BY_CODE = {
    _NOT_ALLOWED: "This account of the database may not do that. Run it as the tables' owner.",
    "42P01": "The database lacks tables. Run `accessdesk db upgrade`.",
    "42703": "The database lacks columns. Run `accessdesk db upgrade`.",
    "25006": "The database only reads now: it is a copy, or is being looked after. Try later.",
    "53100": "The disk of the database is full. Make room, then run this again.",
    "53300": "The database takes no more connections. Try again, or let it take more.",
    "55P03": "Somebody else is at it in the database. Try again in a moment.",
    "57014": "The database took too long and was stopped. Try again in a moment.",
}
_BY_WORDS = {
    "no such table": _BY_CODE["42P01"],
    "no such column": _BY_CODE["42703"],
    "readonly database": "The database's file may not be written. See whose it is.",
    "database or disk is full": _BY_CODE["53100"],
    "database is locked": _BY_CODE["55P03"],
    "file is not a database": f"{PREFIX}DATABASE_URL names a file that is no database.",
    "malformed": "The database's file is damaged. Restore it from a backup.",
    "disk I/O error": "The disk of the database fails to read or write.",
}


def is_not_allowed(error: DBAPIError) -> bool:
    """Whether PostgreSQL says that this account lacks the right."""
    return getattr(error.orig, "sqlstate", None) == _NOT_ALLOWED


def words_of(error: DBAPIError) -> str | None:
    """What an operator is told of a refusal that can be foreseen; None for a defect of ours."""
    if error.statement is None or error.connection_invalidated:
        return UNREACHED  # A password may stand in the words of the driver.
    code = getattr(error.orig, "sqlstate", None)
    if code in _BY_CODE:
        return f"{_BY_CODE[code]} ({error.orig})"
    said = str(error.orig)
    return next((words for part, words in _BY_WORDS.items() if part in said), None)
