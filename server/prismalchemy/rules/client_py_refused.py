"""Rule client-py-refused."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.client_py import refusals
from prismalchemy.compare import Consequence, Pairing
from prismalchemy.rules.base import Divergence, Example, Rule


class ClientPyRefused(Rule):
    """The schema generates Prisma Client Python (`provider = "prisma-client-py"`), and says something that this client
    cannot take, though Prisma does.

    Of names: fields called as a keyword of Python, as an attribute of pydantic's BaseModel (`copy`, `json`, `schema`,
    `register`, …) or as a word of its query builder (`startswith`, `order_by`, …); models whose name is a keyword or,
    in lower case, a member of the client (`Tx`, `Connect`), unless `/// @Python(instance_name: "…")` gives them
    another; values of enums that are keywords. Of options: those that it does not have, `engine_type` other than
    "binary", `recursive_type_depth` of 0 or 1, and Decimal fields without `enable_experimental_decimal` (which the
    environment may set as well).

    What is reported is what version 0.15.0 really answers, with pydantic 2. Models that prismalchemy generates take
    all of these names.
    """

    name = "client-py-refused"
    summary = "Prisma Client Python, which the schema generates, cannot take a name or an option of it."
    consequence = Consequence.FAILS
    effect = "Prisma Client Python cannot be generated, imported or used"
    since = "0.1.0"
    valid = (
        Example(
            """
            generator client {
              provider = "prisma-client-js"
            }

            model Page {
              id   Int  @id @default(autoincrement())
              json Json
            }
            """,
            """
            class Page(Base):
                __tablename__ = "Page"

                id: Mapped[int] = mapped_column(primary_key=True)
                json: Mapped[dict[str, Any]] = mapped_column(JSONB)
            """,
        ),
    )
    invalid = (
        Example(
            """
            generator client {
              provider = "prisma-client-py"
            }

            model Page {
              id   Int  @id @default(autoincrement())
              json Json
            }
            """,
            """
            class Page(Base):
                __tablename__ = "Page"

                id: Mapped[int] = mapped_column(primary_key=True)
                json: Mapped[dict[str, Any]] = mapped_column(JSONB)
            """,
            beside=("client-py-archived",),
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each name or option."""
        for refusal in refusals(pairing.prisma):
            yield Divergence(
                rule=self.name,
                consequence=self.consequence,
                table=refusal.table,
                column=refusal.column,
                message=f"{refusal.outcome} because of {refusal.subject}: {refusal.reason}",
                prisma=refusal.origin,
                models=None,
            )
