"""pathway.json: a pathway with all it rests on, for other programs.

Takes a checked pathway and its collection; gives JSON with sorted keys and the
same bytes for the same content. Names are those of the files, numbers decimal
text, dates ISO; the graph is given as drawn (`chart`) and as walked (`whole`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from stepwell.graph import chart, whole
from stepwell.guard import BrokenGuard, names, parse
from stepwell.quantity import Quantity
from stepwell.render import citing, quoting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepwell.collection import Collection, Sheet
    from stepwell.graph import Graph

FORMAT = "stepwell-pathway"
FORMAT_VERSION = 1
"""Raised when a reader of the former version would misread the next."""


def export(sheet: Sheet, collection: Collection, *, base_url: str) -> bytes:
    """The export of one pathway."""
    graph = whole(sheet, collection)
    used = set(_facts(graph))
    tables = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "slug": sheet.slug,
        "url": f"{base_url.rstrip('/')}/pathways/{sheet.slug}/",
        "status": getattr(sheet.value, "status", ""),
        "licence": collection.info.value.licence,
        "publisher": collection.info.value.publisher,
        "disclaimer": collection.info.value.disclaimer,
        "pathway": sheet.value,
        "leaflet": leaflet.value if (leaflet := collection.leaflets.get(sheet.slug)) else None,
        "blocks": {one.slug: one.value for one in collection.includes(sheet)},
        "facts": [one.value for name, one in collection.facts.items() if name in used],
        "classes": [one.value for one in citing.classes(sheet, collection)],
        "medications": [one.value for one in citing.medications(sheet, collection)],
        "contested": [one.value for one in citing.contested(sheet, collection)],
        "references": list(_references(sheet, collection)),
        "chart": _graph(chart(sheet)),
        "charts": {one.slug: _graph(chart(one)) for one in collection.includes(sheet)},
        "whole": _graph(graph),
    }
    text = quoting.json(plain(tables), indent=1)
    return (text + "\n").encode()


def _graph(graph: Graph) -> dict[str, Any]:
    """A graph as nodes in reading order and edges in the order written."""
    return {
        "start": graph.start,
        "nodes": [
            {"id": node.id, "number": node.number, "kind": node.kind}
            for node in graph.nodes.values()
        ],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "kind": edge.kind.value,
                "label": edge.label,
                "when": edge.when,
                "index": edge.index,
            }
            for edge in graph.edges
        ],
    }


def _facts(graph: Graph) -> Iterator[str]:
    """Names of the facts that guards use."""
    for edge in graph.edges:
        try:
            yield from (name.fact for name in names(parse(edge.when or "otherwise")))
        except BrokenGuard:
            continue


def _references(sheet: Sheet, collection: Collection) -> Iterator[dict[str, Any]]:
    """Sources under the numbers of the page."""
    for key, number in citing.numbering(sheet, collection).items():
        if entry := collection.references.get(key):
            yield {
                "number": number,
                "source": key,
                "kind": entry.kind,
                "text": entry.text,
                "doi": entry.doi,
                "pmid": entry.pmid,
                "url": entry.url,
                "year": entry.year,
            }


def plain(value: Any) -> Any:
    """Model values as JSON has them, under the keys of the files."""
    match value:
        case BaseModel():
            made: Any = {
                info.alias or name: plain(getattr(value, name))
                for name, info in type(value).model_fields.items()
            }
        case Quantity():
            made = {
                "text": value.code,
                "low": str(value.low),
                "high": str(value.high),
                "unit": value.unit,
            }
        case Decimal():
            made = str(value)
        case date():
            made = value.isoformat()
        case dict():
            made = {key: plain(one) for key, one in value.items()}
        case list() | tuple():
            made = [plain(one) for one in value]
        case _:
            made = value
    return made
