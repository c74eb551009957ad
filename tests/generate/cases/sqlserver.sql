CREATE TABLE [Post] (
	id NVARCHAR(1000) NOT NULL,
	[userId] INTEGER NOT NULL,
	CONSTRAINT post_key PRIMARY KEY (id),
	CONSTRAINT [Post_userId_fkey] FOREIGN KEY([userId]) REFERENCES [User] (id)
)
CREATE TABLE [User] (
	id INTEGER NOT NULL IDENTITY,
	email NVARCHAR(1000) NOT NULL,
	name NVARCHAR(max) NOT NULL,
	[key] UNIQUEIDENTIFIER NOT NULL,
	flag BIT NOT NULL DEFAULT 0,
	price NUMERIC(10, 2) NOT NULL,
	ratio FLOAT(53) NOT NULL,
	blob VARBINARY(max) NOT NULL,
	created DATETIME2 NOT NULL DEFAULT CURRENT_TIMESTAMP,
	aware DATETIMEOFFSET NOT NULL,
	CONSTRAINT [User_pkey] PRIMARY KEY (id)
)
CREATE TABLE [a name that fits in a line of its own, but not behind what it is assigned to] (
	id INTEGER NOT NULL,
	CONSTRAINT [a name that fits in a line of its own, but not behind what it is assigned to_pkey] PRIMARY KEY (id)
)
CREATE TABLE [a name that fits in no line at all, neither behind what it is assigned to nor in a line of its own in parentheses] (
	id INTEGER NOT NULL,
	CONSTRAINT [a name that fits in no line at all, neither behind what it is assigned to nor in a line of its own in parentheses_pkey] PRIMARY KEY (id)
)
CREATE INDEX [Post_userId_id_idx] ON [Post] ([userId], id DESC)
CREATE UNIQUE INDEX [User_email_key] ON [User] (email)
