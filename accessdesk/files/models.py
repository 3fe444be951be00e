"""The table of files: every one begins here, and where the database is their home it stays."""

from sqlalchemy.orm import Mapped, mapped_column

from accessdesk.db import Base


class KeptFile(Base):
    """A file, whole; another row names it by its key, in the transaction that kept it."""

    __tablename__ = "kept_files"

    key: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
