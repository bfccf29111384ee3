import sys

from coopseg.watching.plan_table import main

if __name__ == "__main__":
    sys.exit(main())
