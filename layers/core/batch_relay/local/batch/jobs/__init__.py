"""Jobs, their life, and the order in which they start; knows neither HTTP nor processes."""
