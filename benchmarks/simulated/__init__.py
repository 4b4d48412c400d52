"""Virtual time, and a door that lets so many calls a second through."""
