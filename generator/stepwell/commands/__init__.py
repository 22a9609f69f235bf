"""The commands of the terminal, a small module for each kind of work; `stepwell.cli` lists them."""
