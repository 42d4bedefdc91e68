"""Parts of a filled form that are filed apart: some of its pages as a PDF of their own, and nothing of the others.

What is left out leaves nothing behind: no field, no word for a screen reader, no earlier revision of the file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name

from forms.editions import Edition
from forms.fields import FormMap
from forms.values import Given
from generate.copies import personalise

Ref = tuple[int, int]  # number and generation of an object


def personalise_part(
    edition: Edition, values: Mapping[str, Given], copy_id: str, key: bytes | None, pages: Collection[int]
) -> bytes:
    """Those pages of a copy, still a form with its page codes. What belongs to another page is not used.

    Raises BadInput as `personalise` does.
    """
    return only_pages(personalise(edition, _on(edition.map, values, pages), copy_id, key), pages)


def only_pages(pdf: bytes, pages: Collection[int]) -> bytes:
    """These pages, counted from 1, of a form of ours: tagged as before, with their own fields."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        kept = _Kept.of([page for number, page in enumerate(document.pages, 1) if number in pages])
        form = document.Root.AcroForm
        form.Fields = Array([field for field in form.Fields if _lies_on(field, kept.widgets)])
        if "/Outlines" in document.Root:
            del document.Root.Outlines  # its entries lead to pages that are gone
        _prune(document.Root.StructTreeRoot, kept)
        for number in range(len(document.pages), 0, -1):
            if number not in pages:
                del document.pages[number - 1]
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _on(form: FormMap, values: Mapping[str, Given], pages: Collection[int]) -> dict[str, Given]:
    elsewhere = {p.field for p in form.places} - {p.field for p in form.places if p.page in pages}
    return {name: value for name, value in values.items() if name not in elsewhere}


def _lies_on(field: pikepdf.Object, widgets: Collection[Ref]) -> bool:
    return any(widget.objgen in widgets for widget in (field, *field.get("/Kids", ())))


# ---- the structure for screen readers (ISO 32000-1, 14.7) ------------------------------------------------------------

Left = Literal["some", "nothing", "empty"]  # of an element; "empty": it never had content, as a blank cell of a table


@dataclass(frozen=True)
class _Kept:
    """The pages that stay, and what stands on them, by object."""

    pages: frozenset[Ref]
    widgets: frozenset[Ref]
    keys: frozenset[int]  # under which pages and widgets stand in the parent tree

    @classmethod
    def of(cls, pages: Sequence[pikepdf.Page]) -> _Kept:
        """What these pages hold."""
        widgets = [widget for page in pages for widget in page.obj.get("/Annots", Array())]
        keys = {int(page.obj.StructParents) for page in pages} | {int(widget.StructParent) for widget in widgets}
        return cls(frozenset(p.obj.objgen for p in pages), frozenset(w.objgen for w in widgets), frozenset(keys))


def _prune(tree: pikepdf.Object, kept: _Kept) -> None:
    """Leave the elements of the kept pages, and the two indexes of them."""
    _left_of(tree, kept)
    tree.ParentTree = Dictionary(Nums=_pairs(tree.ParentTree.Nums, lambda key: int(key) in kept.keys))
    if "/IDTree" in tree:
        ids = set(_ids(tree))
        tree.IDTree = Dictionary(Names=_pairs(tree.IDTree.Names, lambda key: bytes(key) in ids))


def _pairs(flat: pikepdf.Object, wanted: Callable[[Any], bool]) -> Array:
    """The wanted pairs of a flat list of keys and values."""
    items = list(flat)
    return Array([item for pair in zip(items[::2], items[1::2], strict=True) if wanted(pair[0]) for item in pair])


def _left_of(element: pikepdf.Object, kept: _Kept) -> Left:
    """Drop what belongs to other pages, and say what is left of the element."""
    here = "/Pg" not in element or element.Pg.objgen in kept.pages
    kids = element.get("/K", Array())
    looked = [(kid, _left(kid, here, kept)) for kid in (kids if isinstance(kids, Array) else [kids])]
    element.K = Array([kid for kid, left in looked if left != "nothing"])
    if not here:
        del element["/Pg"]
    found = {left for _, left in looked}
    return "some" if "some" in found else "nothing" if "nothing" in found else "empty"


def _left(kid: object, here: bool, kept: _Kept) -> Left:
    """Marked content stays by its page, a widget by itself, an element by what is left in it."""
    if not isinstance(kid, Dictionary):
        return "some" if here else "nothing"
    if kid.get("/Type") == Name.OBJR:
        return "some" if kid.Obj.objgen in kept.widgets else "nothing"
    if kid.get("/Type") == Name.MCR:
        return "some" if (kid.Pg.objgen in kept.pages if "/Pg" in kid else here) else "nothing"
    return _left_of(kid, kept)


def _ids(element: pikepdf.Object) -> Iterator[bytes]:
    """The ids of all elements that are left."""
    for kid in element.get("/K", Array()):
        if isinstance(kid, Dictionary):
            if "/ID" in kid:
                yield bytes(kid.ID)
            yield from _ids(kid)
