"""What may be wrong between a command, the service and the account around it."""
