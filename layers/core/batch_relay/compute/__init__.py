"""AWS Batch itself, as an admin sees it: environments, queues, definitions, jobs. Client side."""
