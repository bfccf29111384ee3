import sys

from coopseg.experiment.same_time import main

if __name__ == "__main__":
    sys.exit(main())
