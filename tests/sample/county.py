"""A small county, made as the command makes it."""

from __future__ import annotations

from adapters.event_store.opening import OpenStore
from adapters.sample.making import Made, Sample, make

SMALL = Sample(problems=300, towns=3, seed=1)


def made_in(store: OpenStore, sample: Sample = SMALL) -> Made:
    return make(sample, store, lambda at, events: None)
