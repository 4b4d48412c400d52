"""The machine that jobs run on: one small process that starts, watches and ends theirs."""
