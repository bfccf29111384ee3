import sys

from coopseg.data.make_manifest import main

if __name__ == "__main__":
    sys.exit(main())
