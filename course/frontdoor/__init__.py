"""What stands behind `python3 course`: it makes the environment and hands over. Standard library only."""
