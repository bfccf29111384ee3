import sys

from coopseg.watching.progress import main

if __name__ == "__main__":
    sys.exit(main())
