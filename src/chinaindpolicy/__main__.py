"""Run the command line as `python -m chinaindpolicy`."""

from chinaindpolicy.cli import main

if __name__ == "__main__":
    main()
