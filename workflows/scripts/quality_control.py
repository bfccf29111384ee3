import sys

from coopseg.statistics.quality_control import main

if __name__ == "__main__":
    sys.exit(main())
