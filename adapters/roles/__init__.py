"""分工: the work that goes on by itself, each part a process of its own; `duban up` keeps one of each."""
