"""Rule unused-suppression."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence
from prismalchemy.fixes import Applicability, Fix, Side
from prismalchemy.rules.base import Context, Divergence, Example, Rule


class UnusedSuppression(Rule):
    """A comment ignores a rule that finds nothing there.

    `# prismalchemy: ignore[rule]` in Python and `// prismalchemy: ignore[rule]` in Prisma silence a rule on their line,
    on the line below where they have a line of their own, and for a whole class or model on the line of its name. What
    they silenced may be mended since; then they only hide what comes later.

    Comments in files that cannot be read without errors are left out, and so is text in a string that looks like one.

    The fix takes the comment out, or the rule out of its list. It is safe, since nothing is hidden.
    """

    name = "unused-suppression"
    summary = "A comment ignores a rule that finds nothing there."
    consequence = Consequence.CONVENTION
    since = "0.1.0"
    valid = (
        Example(
            """
            model Tag {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
                color: Mapped[str] = mapped_column(Text)  # prismalchemy: ignore[column-extra]
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Tag {
              id    Int    @id @default(autoincrement())
              color String
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
                color: Mapped[str] = mapped_column(Text)  # prismalchemy: ignore[column-extra]
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
                color: Mapped[str] = mapped_column(Text)
            """,
        ),
    )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Take the comment out."""
        edit = divergence.subject
        side = Side.PRISMA if edit.path.endswith(".prisma") else Side.MODELS
        yield Fix("Remove the unused suppression", side, Applicability.SAFE, lambda: (edit,))
