"""Types of SQL Server."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import mssql

from prismalchemy.prisma.lower.dialects import Make, TypeTables

SCALARS: dict[str, Make] = {
    "String": lambda: sa.NVARCHAR(1000),
    "Int": sa.INTEGER,
    "BigInt": sa.BIGINT,
    "Float": lambda: sa.FLOAT(53),
    "Decimal": lambda: sa.DECIMAL(32, 16),
    "Boolean": mssql.BIT,
    "Bytes": lambda: mssql.VARBINARY("max"),  # type: ignore[no-untyped-call]
    "DateTime": mssql.DATETIME2,
    "Json": lambda: mssql.NVARCHAR("max"),  # type: ignore[arg-type]  # "max" is documented
}
NATIVE: dict[str, Make] = {
    "TinyInt": mssql.TINYINT,
    "SmallInt": sa.SMALLINT,
    "Int": sa.INTEGER,
    "BigInt": sa.BIGINT,
    "Decimal": sa.DECIMAL,
    "Money": mssql.MONEY,
    "SmallMoney": mssql.SMALLMONEY,
    "Bit": mssql.BIT,
    "Float": sa.FLOAT,
    "Real": sa.REAL,
    "Date": sa.DATE,
    "Time": mssql.TIME,
    "DateTime": sa.DATETIME,
    "DateTime2": mssql.DATETIME2,
    "DateTimeOffset": mssql.DATETIMEOFFSET,
    "SmallDateTime": mssql.SMALLDATETIME,
    "Char": sa.CHAR,
    "NChar": sa.NCHAR,
    "VarChar": mssql.VARCHAR,
    "Text": sa.TEXT,
    "NVarChar": mssql.NVARCHAR,
    "NText": mssql.NTEXT,
    "Binary": sa.BINARY,
    "VarBinary": mssql.VARBINARY,
    "Image": mssql.IMAGE,
    "Xml": mssql.XML,
    "UniqueIdentifier": lambda: mssql.UNIQUEIDENTIFIER(as_uuid=False),
}

MSSQL = TypeTables(SCALARS, NATIVE)
