"""The API of the product: FastAPI over the database that the dashboard owns."""
