"""Rule client-py-archived."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.client_py.generator import GUIDE, client_py
from prismalchemy.compare import Consequence, Pairing
from prismalchemy.rules.base import Divergence, Example, Rule


class ClientPyArchived(Rule):
    """The schema generates Prisma Client Python (`provider = "prisma-client-py"`), which nobody maintains any more.

    Its author stopped in March 2025 (https://github.com/RobertCraigie/prisma-client-py/issues/1073), and its repository
    is archived. The last version, 0.15.0, runs Prisma 5.17 and its query engine: it cannot read a schema for Prisma 7,
    whose datasource has no `url`.

    [The guide](https://github.com/prismalchemy/prismalchemy/blob/main/docs/prisma-client-py.md) moves an application to
    generated models, query by query; `prismalchemy client-py report` lists the places. `client-py-archived = "off"`
    under `rules` ends the reminder.
    """

    name = "client-py-archived"
    summary = "The schema generates Prisma Client Python, which is archived."
    consequence = Consequence.CONVENTION
    effect = "nothing goes wrong yet; there will be no further versions"
    since = "0.1.0"
    valid = (
        Example(
            """
            generator client {
              provider = "prisma-client"
              output   = "../generated"
            }

            model Tag {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
        ),
    )
    invalid = (
        Example(
            """
            generator client {
              provider             = "prisma-client-py"
              interface            = "asyncio"
              recursive_type_depth = -1
            }

            model Tag {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for a schema, however many of its generators make the client."""
        for generator in client_py(pairing.prisma)[:1]:
            yield Divergence(
                rule=self.name,
                consequence=self.consequence,
                table=None,
                column=None,
                message=f"Prisma Client Python is archived since April 2025, and its last version stays with Prisma "
                f"5.17; {GUIDE} moves to generated models",
                prisma=generator.name_origin,
                models=None,
            )
