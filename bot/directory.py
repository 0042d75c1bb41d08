"""Which model is this? Names and the Hub's ids resolved to one key a model. Pure; SPEC 1, 2.

A model's identity is the Hub's `_id` where known, else its kind and name; a rename keeps its
history, and a name that another repository took over is another model.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.model import Counts, Fetch, Listing, Model

Name = tuple[str, str]
"""Kind and name: the same name can be a model and a Space."""


@dataclass(slots=True)
class Directory:
    """Every model ever seen; `learn` adds to it."""

    models: dict[int, Model] = field(default_factory=dict)
    by_name: dict[Name, int] = field(default_factory=dict)
    """Present and former names; a name belongs to the last one that had it."""
    by_hub_id: dict[str, int] = field(default_factory=dict)

    def learn(self, models: Iterable[Model]) -> None:
        """Add or replace models; what they were called before still finds them."""
        for model in models:
            self.models[model.key] = model
            self.by_name[model.kind, model.name] = model.key
            if model.hub_id:
                self.by_hub_id[model.hub_id] = model.key

    def find(self, listing: Listing) -> Model | None:
        """Return the model that a listing speaks of, or None if it is a new one."""
        if listing.hub_id and (key := self.by_hub_id.get(listing.hub_id)):
            return self.models[key]
        model = self.models.get(self.by_name.get((listing.kind, listing.name), 0))
        if model and listing.hub_id and model.hub_id:
            return None
        return model

    def key(self, name: str, kind: str = "model") -> int | None:
        """Return the key of the model that has, or last had, this name."""
        return self.by_name.get((kind, name))


@dataclass(frozen=True, slots=True)
class Census:
    """A fetch with every name resolved."""

    keys: Mapping[str, int]
    """The key of each name in the fetch."""
    models: Mapping[int, Model]
    """Every model of the fetch, as known after it."""
    counts: Mapping[int, Counts]
    gone: frozenset[int] = frozenset()

    def ranked(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return keys in the order of `names`; two names of one model count at the first."""
        return tuple(dict.fromkeys(self.keys[name] for name in names))


def take_census(directory: Directory, fetch: Fetch) -> Census:
    """Resolve every listing of `fetch`, numbering new models after the known ones."""
    names = {listing.name for listing in fetch.models}
    keys: dict[str, int] = {}
    models: dict[int, Model] = {}
    counts: dict[int, Counts] = {}
    newcomers = Directory()
    free = max(directory.models, default=0) + 1
    for listing in fetch.models:
        known = newcomers.find(listing) or directory.find(listing)
        if known is None:
            known = Model(key=free, name=listing.name, kind=listing.kind)
            free += 1
        model = _updated(models.get(known.key, known), listing, names)
        newcomers.learn([model])
        if listing.kind == "model" or listing.name not in keys:  # lists are of models
            keys[listing.name] = model.key
        models[model.key] = model
        counts[model.key] = _merged(counts.get(model.key), listing.counts)
    gone = {key for name in fetch.gone if (key := directory.key(name)) and key not in models}
    models.update({key: _gone(directory.models[key], fetch.day) for key in gone})
    return Census(keys, models, counts, frozenset(gone))


def _updated(model: Model, listing: Listing, names: Collection[str]) -> Model:
    """Return the model as `listing` has it; a name is kept while the Hub still lists it too."""
    renamed = listing.hub_id is not None and model.name not in names
    return replace(
        model,
        name=listing.name if renamed else model.name,
        hub_id=model.hub_id or listing.hub_id,
        created_at=listing.created_at or model.created_at,
        pipeline_tag=listing.pipeline_tag or model.pipeline_tag,
        library=listing.library or model.library,
        gone_on=None,
    )


def _gone(model: Model, day: date) -> Model:
    return replace(model, gone_on=model.gone_on or day)


def _merged(first: Counts | None, second: Counts) -> Counts:
    """Return the counters of both, the first where both have one."""
    if first is None:
        return second
    return Counts(
        downloads=second.downloads if first.downloads is None else first.downloads,
        all_time=second.all_time if first.all_time is None else first.all_time,
        likes=second.likes if first.likes is None else first.likes,
        derivatives=second.derivatives if first.derivatives is None else first.derivatives,
        trending=second.trending if first.trending is None else first.trending,
    )
