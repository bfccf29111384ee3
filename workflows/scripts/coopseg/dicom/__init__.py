"""DICOM beside the programs, which read it themselves: labels back to the series that they are of."""
