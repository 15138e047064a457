"""`python -m notworking` is `notworking`."""

from notworking.cli.main import main

if __name__ == "__main__":
    main()
