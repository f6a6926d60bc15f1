"""Run the command line by `python -m chegara`."""

import sys

from chegara.config.cli import main

sys.exit(main())
