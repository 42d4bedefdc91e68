"""The inner side of `generate/letters.py`: runs a user's Word template, in a limited child process only.

A template is a program that somebody else wrote. It gets text, lists and rows of text, a handful of filters, and
nothing else: no Python attribute, no call, no arithmetic, no global, no other file. What is left to abuse is time and
memory, and the child has little of either.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NoReturn

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import nsmap
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS
from lxml import etree

from cases.errors import BadInput
from generate import template_places as places
from generate.template_places import Tag, tags_of
from generate.word import check, steady

LOOP: Final = frozenset({"index", "first", "last", "length"})
KEPT_FILTERS: Final = ("default", "first", "join", "last", "length", "lower", "title", "trim", "upper")
KEPT_TESTS: Final = ("defined", "undefined", "none", "string", "in", "==", "eq", "!=", "ne")
OPERATORS: Final = frozenset({"+", "-", "*", "/", "//", "%", "**"})


def render(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Fill the template `payload` once for each of `header["values"]`; the files one after another, their sizes."""
    check(payload)
    sandbox = _Sandbox()
    names = _asked(payload, sandbox)
    _check_kept(payload, names, header)
    files = [_filled(payload, values, names, sandbox) for values in header["values"]]
    return {"sizes": [len(f) for f in files]}, b"".join(files)


def variables(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """The names a template asks for, without filling it."""
    check(payload)
    return {"names": sorted(_asked(payload, _Sandbox()))}, b""


def heaviest(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Where a template that took too much time or memory may have spent it; None if nothing in it repeats."""
    check(payload)
    found = places.heaviest(tags_of(payload))
    return {"at": found.at if found else None}, b""


class _Sandbox(SandboxedEnvironment):
    """Jinja with only what a letter needs."""

    intercepted_binops = OPERATORS

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals = {}
        self.filters = {name: FILTERS[name] for name in KEPT_FILTERS} | {"lines": _lines, "one_line": _one_line}
        self.tests = {name: TESTS[name] for name in KEPT_TESTS}
        self._compiled: dict[str, Template] = {}

    def from_string(self, source: str | nodes.Template, *_: object, **__: object) -> Template:
        """The template of a part; docxtpl asks for it anew with every letter."""
        if not isinstance(source, str):
            return super().from_string(source)
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source)
        return self._compiled[source]

    def getattr(self, obj: object, attribute: str) -> object:
        """`row.name` is a cell of a row; a loop tells where it stands; nothing else has attributes."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """`rows[0]`, `row["name"]`."""
        if isinstance(obj, list) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        if isinstance(obj, dict) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        return self.undefined(obj=obj)  # without a name: what stands in brackets may be a value

    def is_safe_callable(self, obj: object) -> bool:
        """Letters call nothing."""
        return False

    def call_binop(self, context: object, operator: str, left: object, right: object) -> NoReturn:
        """Letters compute nothing: whoever fills them has computed it."""
        raise SecurityError("arithmetic")


def _lines(value: Iterable[str] | str) -> str:
    """A list as lines; Word gets its line breaks from docxtpl."""
    return value if isinstance(value, str) else "\n".join(value)


def _one_line(value: Iterable[str] | str) -> str:
    """Lines or a list with commas between."""
    return ", ".join(value.splitlines() if isinstance(value, str) else value)


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl ships no types
    """docxtpl repairs broken XML by leaving things out. A letter with a paragraph missing must not go out."""

    def fix_tables(self, xml: str) -> object:
        etree.fromstring(xml)
        return super().fix_tables(xml)


def _filled(template: bytes, values: Mapping[str, Any], names: set[str], sandbox: _Sandbox) -> bytes:
    missing = sorted(names - set(values))
    if missing:
        tags = tags_of(template)
        told = (_and_where(name, places.asking(tags, name, sandbox)) for name in missing)
        raise BadInput(
            f"The letter asks for what it was not given: {', '.join(told)}. Fill it in, or take it out of the "
            "Word file; `workslip letters` lists what this letter may use.",
            code="missing_variables",
            reasons=tuple(missing),
        )
    out = io.BytesIO()
    document = _Template(io.BytesIO(template))
    _guarded(lambda: document.render(dict(values), sandbox, autoescape=True), template, sandbox)
    for name in ("author", "last_modified_by", "comments", "keywords", "category"):
        setattr(document.core_properties, name, "")
    document.save(out)
    return steady(out.getvalue())


def _check_kept(template: bytes, names: set[str], header: Mapping[str, Any]) -> None:
    """Nothing of somebody's editing travels along, and nothing that a rule asks for was edited away."""
    document = Document(io.BytesIO(template))
    traces = {f"{{{nsmap['w']}}}{tag}" for tag in ("ins", "del", "moveFrom", "moveTo", "commentReference")}
    if any(element.tag in traces for element in document.element.body.iter()):
        raise _unusable("it holds comments or tracked changes; settle and delete them first")
    lost = [f"the variable “{name}”" for name in header.get("keeps", ()) if name not in names]
    said = _normal(" ".join(paragraph.text for paragraph in document.paragraphs))
    lost += [f"the paragraph “{text[:40]}…”" for text in header.get("verbatim", ()) if _normal(text) not in said]
    if lost:
        raise BadInput(
            f"The letter's Word file has lost what this letter has to say: {', '.join(lost)}. Copy it from ours.",
            code="letter_incomplete",
        )


def _normal(text: str) -> str:
    """Spaces and quotation marks as Word may have changed them count as the same."""
    return " ".join(text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}).split())


def _asked(template: bytes, sandbox: _Sandbox) -> set[str]:
    names: set[str] = set()
    opened = _Template(io.BytesIO(template))
    _guarded(lambda: names.update(opened.get_undeclared_template_variables(sandbox)), template, sandbox)
    return names


def _guarded(work: Callable[[], object], template: bytes, sandbox: _Sandbox) -> None:
    """Run one step on a foreign template; whatever it does wrong becomes a sentence that names the place, no value."""
    try:
        work()
    except UndefinedError as problem:
        name, tags = _name_in(problem), tags_of(template)
        at = places.asking(tags, name, sandbox) if name else places.forbidden(tags, sandbox)
        raise _unusable(f"it asks for {f'“{name}”' if name else 'something'}, which is not there", at) from None
    except TemplateSyntaxError as problem:
        at = places.broken(tags_of(template), sandbox)
        raise _unusable(f"a tag in it is not complete or not known ({problem.message})", at) from None
    except SecurityError:
        at = places.forbidden(tags_of(template), sandbox)
        raise _unusable("it uses a tag that letters may not use", at) from None
    except etree.XMLSyntaxError:
        at = places.crossing(tags_of(template))
        why = "a tag pair in it opens in one paragraph or row and closes in the middle of another"
        raise _unusable(why, at) from None
    except (PackageNotFoundError, KeyError, ValueError, TypeError, ArithmeticError, RecursionError, AttributeError):
        tags = tags_of(template)
        at = places.broken(tags, sandbox) or places.forbidden(tags, sandbox)
        raise _unusable("Word's own parts in it, or its tags, do not fit together", at) from None


def _name_in(problem: UndefinedError) -> str:
    """The name of what is missing, as it stands behind a dot in the template; empty if there is none."""
    found = re.search(r"attribute '([a-z][a-z0-9_]{0,40})'$|^'([a-z][a-z0-9_]{0,40})' is undefined$", str(problem))
    return (found[1] or found[2]) if found else ""


def _and_where(name: str, at: Tag | None) -> str:
    return f"{name} ({at.place})" if at else name


def _unusable(why: str, at: Tag | None = None) -> BadInput:
    where = f", in {at.at}" if at else ""
    return BadInput(f"The letter's Word file cannot be used: {why}{where}. Compare it with ours.", code="bad_letter")
