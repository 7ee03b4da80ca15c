"""The big screen without Qt: what it counts, what it may show, how old it is, how large it must be."""
