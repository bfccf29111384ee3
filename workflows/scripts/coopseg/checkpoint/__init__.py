"""import-checkpoint: a model file of a checkpoint that the method's published code wrote."""
