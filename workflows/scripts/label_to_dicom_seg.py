import sys

from coopseg.dicom.command import main

if __name__ == "__main__":
    sys.exit(main())
