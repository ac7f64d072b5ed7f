"""A class of simulated students that takes a quiz through nbgrader itself."""
