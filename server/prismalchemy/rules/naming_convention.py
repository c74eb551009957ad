"""Rule naming-convention."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from prismalchemy.compare import Consequence
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import schema_unsafe
from prismalchemy.schema import ForeignKey

ENOUGH = 3
"""So many names of one pattern make a convention."""


class NamingConvention(Rule):
    """Indexes or foreign keys are named by another convention than the database's.

    Prisma calls an index `Post_authorId_idx`, a unique `User_email_key` and a foreign key `Post_authorId_fkey`.
    SQLAlchemy calls an index `ix_Post_authorId`, unless the `naming_convention` of the MetaData says otherwise. Where
    three or more names of one kind follow the same other pattern, the pattern is at fault, and this is reported in
    place of `index-name` and `foreign-key-name` for each of them.

    A MetaData with these conventions makes Prisma's names:

        MetaData(naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        })

    Names matter to migrations made from the models only, so the rule is off where Prisma migrates.

    No fix of the models is offered: a name at each index would hide the cause, and the convention of a MetaData is of
    all its tables. The fix of the Prisma schema maps each of the names (`map:`).
    """

    name = "naming-convention"
    summary = "Names follow another convention than the database's."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Post {
              id    Int @id @default(autoincrement())
              a     Int
              b     Int
              c     Int

              @@index([a])
              @@index([b])
              @@index([c])
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"
                __table_args__ = (Index("Post_a_idx", "a"), Index("Post_b_idx", "b"), Index("Post_c_idx", "c"))

                id: Mapped[int] = mapped_column(primary_key=True)
                a: Mapped[int] = mapped_column()
                b: Mapped[int] = mapped_column()
                c: Mapped[int] = mapped_column()
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Post {
              id    Int @id @default(autoincrement())
              a     Int
              b     Int
              c     Int

              @@index([a])
              @@index([b])
              @@index([c])
            }
            """,
            """
            class Post(Base):
                __tablename__ = "Post"

                id: Mapped[int] = mapped_column(primary_key=True)
                a: Mapped[int] = mapped_column(index=True)
                b: Mapped[int] = mapped_column(index=True)
                c: Mapped[int] = mapped_column(index=True)
            """,
            fixed_schema="""
            model Post {
              id    Int @id @default(autoincrement())
              a     Int
              b     Int
              c     Int

              @@index([a], map: "ix_Post_a")
              @@index([b], map: "ix_Post_b")
              @@index([c], map: "ix_Post_c")
            }
            """,
        ),
    )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map each of the names."""
        named = tuple((pair.prisma, ours, theirs) for pair, ours, theirs in divergence.subject)
        if context.pairing.dialect == "sqlite" and isinstance(named[0][1], ForeignKey):
            # Prisma refuses `map:` there.
            return
        yield schema_unsafe(
            f"Map {len(named)} names to the models' in the Prisma schema", lambda: context.prisma.set_names(named)
        )


def convention(kind: str, name: str, table: str, columns: tuple[str, ...]) -> Hashable:
    """The pattern of a name, as the cause of a divergence; None where the name does not follow the columns.

    Args:
        kind: what is named, as messages call it.
        name: the name that the models give.
        table: the table's name in the models.
        columns: the columns' names in the models.
    """
    for spelt in ("_".join(columns), columns[0] if columns else ""):
        if spelt and spelt in name:
            before, _, behind = _cut(name, spelt)
            rest = f"{before}<columns>{behind}"
            table_before, found, table_behind = _cut(rest, table)
            return kind, f"{table_before}<table>{table_behind}" if found else rest
    return None


def _cut(name: str, part: str) -> tuple[str, str, str]:
    """A name around the last place where it has a part as a word of its own, else around the first that has it."""
    words = list(re.finditer(rf"(?<![^\W_]){re.escape(part)}(?![^\W_])", name))
    if not words:
        return name.partition(part)
    return name[: words[-1].start()], part, name[words[-1].end() :]


def by_convention(divergences: Sequence[Divergence]) -> Sequence[Divergence]:
    """One finding in place of many of one pattern; they themselves where they are few."""
    if len(divergences) < ENOUGH:
        return divergences
    first = divergences[0]
    cause = first.cause
    assert isinstance(cause, tuple)
    kind, pattern = cause
    example = first.message.partition(": ")[2]
    return (
        replace(
            first,
            rule=NamingConvention.name,
            consequence=Consequence.MIGRATES,
            column=None,
            message=f"Migrations made from the models do not find {len(divergences)} {kind} by name: the models call "
            f"them `{pattern}`, the database does not; of table `{first.table}` {example}",
            subject=tuple(item.subject for item in divergences),
        ),
    )
