"""The evaluation of docs/evaluation.md: ways to Python models beside a Prisma schema, measured on one of them."""
