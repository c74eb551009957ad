"""`python -m prismalchemy`."""

import sys

from prismalchemy.cli import main

sys.exit(main())
