import sys

from coopseg.experiment.machine import main

if __name__ == "__main__":
    sys.exit(main())
