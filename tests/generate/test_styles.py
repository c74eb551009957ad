"""Members in the styles of the files that they go into: legacy `Column`, SQLModel, other quotes and widths."""

from __future__ import annotations

import pytest
from tests.generate.generated import PRISMA_CASES, read, read_text, running
from tests.generate.test_corpus import divergences

from prismalchemy.generate import (
    Imports,
    ModuleNames,
    Options,
    SchemaNames,
    Style,
    render_column,
    render_foreign_key,
    render_index,
    render_module,
    render_relation,
    render_table_args,
)
from prismalchemy.generate.options import Kind
from prismalchemy.text import SourceFile

SCHEMA = read_text(
    """
    model User {
      id      Int      @id @default(autoincrement())
      nick    String?  @map("nick_name")
      role    Role     @default(A)
      seen    DateTime @updatedAt
      key     String   @unique @default(uuid()) @db.Uuid
      posts   Post[]
      profile Profile?
    }

    model Profile {
      id     Int  @id
      user   User @relation(fields: [userId], references: [id])
      userId Int  @unique
    }

    model Post {
      id       String @id @default(nanoid(9))
      author   User?  @relation(fields: [authorId], references: [id])
      authorId Int?
    }

    enum Role {
      A @map("a")
      B
    }
    """
)
MAPPED = Style(width=200)
LEGACY = Style(kind="column", quote="'", indent="  ", width=200)
SQLMODEL = Style(kind="sqlmodel", optional="optional", naming="verbatim", width=200)
VALUES = "values_callable=lambda e: [member.value for member in e]"

COLUMNS = [
    (MAPPED, "User", "id", "id: Mapped[int] = mapped_column(primary_key=True)"),
    (LEGACY, "User", "id", "id = Column(Integer, primary_key=True)"),
    (SQLMODEL, "User", "id", "id: int = Field(default=None, primary_key=True)"),
    (MAPPED, "User", "nick_name", 'nick: Mapped[str | None] = mapped_column("nick_name", Text)'),
    (LEGACY, "User", "nick_name", "nick = Column('nick_name', Text)"),
    (SQLMODEL, "User", "nick_name", 'nick: Optional[str] = Field(default=None, sa_column=Column("nick_name", Text))'),
    (
        MAPPED,
        "User",
        "role",
        f'role: Mapped[Role] = mapped_column(Enum(Role, name="Role", {VALUES}), server_default="a")',
    ),
    (
        LEGACY,
        "User",
        "role",
        f"role = Column(Enum(Role, name='Role', {VALUES}), server_default='a', nullable=False)",
    ),
    (
        MAPPED,
        "User",
        "seen",
        "seen: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3), default=utc_now, onupdate=utc_now)",
    ),
    (
        SQLMODEL,
        "User",
        "key",
        "key: UUID = Field(default_factory=uuid4, sa_column=Column(Uuid, default=uuid4, nullable=False))",
    ),
    (LEGACY, "Post", "id", "id = Column(Text, primary_key=True, default=lambda: new_nanoid(9))"),
]
RELATIONS = [
    (
        MAPPED,
        "User",
        "posts",
        'posts: Mapped[list["Post"]] = relationship(passive_deletes="all", back_populates="author")',
    ),
    (LEGACY, "User", "posts", "posts = relationship('Post', passive_deletes='all', back_populates='author')"),
    (LEGACY, "User", "profile", "profile = relationship('Profile', back_populates='user', uselist=False)"),
    (SQLMODEL, "User", "profile", 'profile: Optional["Profile"] = Relationship(back_populates="user")'),
    (
        SQLMODEL,
        "User",
        "posts",
        'posts: list["Post"] = '
        'Relationship(back_populates="author", sa_relationship_kwargs={"passive_deletes": "all"})',
    ),
    (MAPPED, "Post", "author", 'author: Mapped["User | None"] = relationship(back_populates="posts")'),
]


def names(style: Style) -> ModuleNames:
    return ModuleNames(SchemaNames(SCHEMA, style.naming), Imports())


@pytest.mark.parametrize(("style", "table", "column", "expected"), COLUMNS)
def test_column(style: Style, table: str, column: str, expected: str) -> None:
    owner = next(found for found in SCHEMA.tables if found.name == table)
    found = owner.column(column)
    assert found is not None
    assert render_column(owner, found, style, names(style)) == expected


@pytest.mark.parametrize(("style", "table", "field", "expected"), RELATIONS)
def test_relation(style: Style, table: str, field: str, expected: str) -> None:
    owner = next(found for found in SCHEMA.tables if found.name == table)
    relation = next(found for found in owner.relations if found.attribute == field)
    assert render_relation(owner, relation, SCHEMA, style, names(style)) == expected


def test_table_members() -> None:
    user, profile = SCHEMA.tables[0], SCHEMA.tables[1]
    assert render_index(user, user.indexes[0], LEGACY, names(LEGACY)) == "Index('User_key_key', 'key', unique=True)"
    assert render_foreign_key(profile, profile.foreign_keys[0], LEGACY, names(LEGACY)) == (
        "ForeignKey('User.id', name='Profile_userId_fkey', ondelete='RESTRICT', onupdate='CASCADE')"
    )
    assert render_table_args(user, MAPPED, names(MAPPED)) == '(Index("User_key_key", "key", unique=True),)'
    assert render_table_args(SCHEMA.tables[2], MAPPED, names(MAPPED)) is None


class InStyle(Options):
    """Options that write all members in one style."""

    kind: Kind = "column"

    @property
    def style(self) -> Style:
        return Style(kind=self.kind, width=self.width)


@pytest.mark.parametrize("path", PRISMA_CASES, ids=lambda path: path.stem)
def test_every_style_agrees_with_the_schema(path: object) -> None:
    schema = read(path)  # type: ignore[arg-type]
    for options in (InStyle(), Options(declaration="sqlmodel"), Options(declaration="dataclass")):
        text = render_module(schema, options)
        compile(text, "models.py", "exec")
        assert divergences(schema, [SourceFile("/project/models.py", text)]) == []


@pytest.mark.parametrize("path", PRISMA_CASES, ids=lambda path: path.stem)
def test_legacy_models_can_be_mapped(path: object) -> None:
    with running(render_module(read(path), InStyle())) as module:  # type: ignore[arg-type]
        base = getattr(module, "BaseModel", None) or module.Base
        assert base.metadata.tables


def test_generation_is_deterministic() -> None:
    assert render_module(SCHEMA) == render_module(SCHEMA)


def test_what_the_reader_does_not_know_is_left_out() -> None:
    schema = read_text("model User {\n  id Int @id\n  a  Nowhere\n  b  Int @default(nonsense())\n}\n")
    with running(render_module(schema)) as module:
        assert [column.name for column in module.User.__table__.columns] == ["id", "b"]
