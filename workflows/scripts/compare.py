import sys

from coopseg.statistics.compare import main

if __name__ == "__main__":
    sys.exit(main())
