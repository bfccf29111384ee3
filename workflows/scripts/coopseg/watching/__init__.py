"""What an experiment will do, does and has done."""
