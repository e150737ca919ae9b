"""The SQLite library in use: sqlite-utils takes pysqlite3's newer one where it is installed."""

from sqlite_utils import utils

sqlite3 = utils.sqlite3  # type: ignore[attr-defined]  # its docs name it, its __all__ doesn't
