"""The HTTP API: one module a resource, put together in `api`."""
