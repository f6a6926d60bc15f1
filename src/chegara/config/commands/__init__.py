"""The subcommands of `chegara`, one module each."""
