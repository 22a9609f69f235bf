"""`python -m stepwell` is `stepwell`."""

from stepwell.cli import main

if __name__ == "__main__":
    main(prog_name="stepwell")
