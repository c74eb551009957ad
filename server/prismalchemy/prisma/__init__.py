"""The Prisma language: text to syntax (never fails) to the neutral schema."""
