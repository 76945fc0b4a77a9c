"""Golden cases: judged by the real command line from data files."""
