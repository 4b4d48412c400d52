"""How fast, how large, how many calls: `make bench` measures it and writes docs/benchmarks.md."""
