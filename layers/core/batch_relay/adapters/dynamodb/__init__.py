"""Ports on DynamoDB: one table, an item type a module."""
