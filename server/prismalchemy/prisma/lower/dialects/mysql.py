"""Types of MySQL and MariaDB."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from prismalchemy.prisma.lower.dialects import Make, TypeTables


def _unsigned(make: Make) -> Make:
    return lambda *_: make(unsigned=True)


SCALARS: dict[str, Make] = {
    "String": lambda: mysql.VARCHAR(191),
    "Int": mysql.INTEGER,
    "BigInt": mysql.BIGINT,
    "Float": lambda: mysql.DOUBLE(asdecimal=False),
    "Decimal": lambda: mysql.DECIMAL(65, 30),
    "Boolean": sa.BOOLEAN,
    "Bytes": mysql.LONGBLOB,
    "DateTime": lambda: mysql.DATETIME(fsp=3),
    "Json": mysql.JSON,
}
NATIVE: dict[str, Make] = {
    "Int": mysql.INTEGER,
    "UnsignedInt": _unsigned(mysql.INTEGER),
    "SmallInt": mysql.SMALLINT,
    "UnsignedSmallInt": _unsigned(mysql.SMALLINT),
    "TinyInt": mysql.TINYINT,
    "UnsignedTinyInt": _unsigned(mysql.TINYINT),
    "MediumInt": mysql.MEDIUMINT,
    "UnsignedMediumInt": _unsigned(mysql.MEDIUMINT),
    "BigInt": mysql.BIGINT,
    "UnsignedBigInt": _unsigned(mysql.BIGINT),
    "Decimal": mysql.DECIMAL,
    "Float": mysql.FLOAT,
    "Double": lambda: mysql.DOUBLE(asdecimal=False),
    "Bit": mysql.BIT,
    "Char": mysql.CHAR,
    "VarChar": mysql.VARCHAR,
    "Binary": sa.BINARY,
    "VarBinary": sa.VARBINARY,
    "TinyBlob": mysql.TINYBLOB,
    "Blob": sa.BLOB,
    "MediumBlob": mysql.MEDIUMBLOB,
    "LongBlob": mysql.LONGBLOB,
    "TinyText": mysql.TINYTEXT,
    "Text": mysql.TEXT,
    "MediumText": mysql.MEDIUMTEXT,
    "LongText": mysql.LONGTEXT,
    "Date": sa.DATE,
    "Time": lambda precision=None: mysql.TIME(fsp=precision),
    "DateTime": lambda precision=None: mysql.DATETIME(fsp=precision),
    "Timestamp": lambda precision=None: mysql.TIMESTAMP(fsp=precision),
    "Year": mysql.YEAR,
    "Json": mysql.JSON,
}

MYSQL = TypeTables(SCALARS, NATIVE)
