"""What a developer runs: the commands of the Makefile, the checks, the engine."""
