import sys

from coopseg.data.check_data import main

if __name__ == "__main__":
    sys.exit(main())
