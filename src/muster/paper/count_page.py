"""A count as one page of HTML that asks nothing of anybody: no network, no script, for a screen and for print."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

FONTS = {"REGULAR": "AtkinsonHyperlegibleNext_400Regular.ttf", "BOLD": "AtkinsonHyperlegibleNext_700Bold.ttf"}


def draw_page(sheet: Mapping[str, Any], diagram: str, *, papers: Sequence[tuple[str, str]] = ()) -> str:
    """Set a count as a page.

    Args:
        sheet: of `muster.paper.count_sheet.sheet_of`.
        diagram: the transfers as SVG, '' for none.
        papers: files beside the page: (name, what it is).

    Returns:
        The same page for the same input, to the byte, with a Content-Security-Policy that lets nothing in.
    """
    style = Template(_read("count.css")).substitute({key: _base64(name) for key, name in FONTS.items()})
    return Template(_read("count.html")).substitute(
        style=style,
        style_hash="sha256-" + b64encode(sha256(style.encode()).digest()).decode(),
        title=escape(sheet["title"]),
        result=escape(sheet["result"]),
        setting=escape(sheet["setting"]),
        elected=_elected(sheet),
        diagram=_diagram(diagram, sheet["flow"]),
        constraints=_section(
            "constraints",
            "The constraints",
            _list([*sheet["constraints"], *sheet["decisions"]]),
            if_any=sheet["constraints"],
        ),
        stages="".join(_stage(stage, of=len(sheet["stages"])) for stage in sheet["stages"]),
        table=_table(sheet["table"]),
        lots=_lots(sheet["ties"]),
        tally=_figures((row["many"], row["what"]) for row in sheet["tally"]),
        ends=_figures((row["votes"], row["name"]) for row in sheet["ends"]),
        again=_again(sheet, papers),
    )


def _elected(sheet: Mapping[str, Any]) -> str:
    rows = "".join(
        f'<li><b>{escape(one["name"])}</b> <a href="#stage-{one["stage"]}">stage {one["stage"]}</a>'
        f"<span>{escape(one['why'])}</span></li>"
        for one in sheet["elected"]
    )
    notes = [sheet["vacant"]] if sheet["vacant"] else []
    if sheet["withdrawn"]:
        notes.append("Not standing: " + ", ".join(sheet["withdrawn"]) + ". Papers pass over them.")
    return (f"<ol class=elected>{rows}</ol>" if rows else "") + "".join(f"<p>{escape(note)}</p>" for note in notes)


def _diagram(diagram: str, said: str) -> str:
    if not diagram:
        return ""
    return (
        '<section aria-labelledby="flow"><h2 id="flow">Where votes went</h2>'
        f"<p>{escape(said)}</p>"
        f'<div class="wide flow" tabindex="0" role="region" aria-label="The diagram">{diagram}</div></section>'
    )


def _stage(stage: Mapping[str, Any], *, of: int) -> str:
    rows = "".join(
        f"<tr{_class(row['state'])}><th scope=row>{escape(row['name'])}{_state(row['state'])}</th>"
        f"<td>{row['change']}</td><td>{row['total']}</td></tr>"
        for row in stage["rows"]
    )
    told = [*stage["said"], *stage["limits"]]
    decided = "".join(f"<p>{escape(line)}</p>" for line in told)
    won = "".join(f"<p class=won>{escape(line)}</p>" for line in stage["elected"])
    change = "<th scope=col>Change</th>" if any(row["change"] for row in stage["rows"]) else "<td></td>"
    return (
        f'<section class="stage" id="stage-{stage["number"]}"><h3><small>Stage {stage["number"]} of {of}</small> '
        f"{escape(stage['heading'])}</h3>{_paragraph(stage['why'])}{decided}{won}"
        f"<table class=totals><thead><tr><th scope=col>Candidate</th>{change}<th scope=col>Votes</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>{_parcels(stage)}{_keep(stage)}</section>"
    )


def _class(state: str) -> str:
    return " class=in" if state.startswith("elected") else ""


def _state(state: str) -> str:
    return f" <i>{state}</i>" if state else ""


def _parcels(stage: Mapping[str, Any]) -> str:
    if not stage["parcels"]:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{escape(one['to'])}</th><td>{one['papers']}</td><td>{one['was']}</td>"
        f"<td>{one['value']}</td><td>{one['votes']}</td></tr>"
        for one in stage["parcels"]
    )
    lost = f"<p>Rounding took {stage['rounding']}; it counts for nobody.</p>" if stage["rounding"] else ""
    return (
        f"<details><summary>The papers of {escape(stage['from'])}</summary><div class=wide tabindex=0 role=region "
        f'aria-label="The papers at stage {stage["number"]}"><table><thead><tr>'
        "<th scope=col>Went to</th><th scope=col>Papers</th><th scope=col>Each counted for</th>"
        "<th scope=col>Each counts for</th><th scope=col>Votes</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{lost}</details>"
    )


def _keep(stage: Mapping[str, Any]) -> str:
    if not stage["keep"]:
        return ""
    rows = _figures((one["keep"], one["name"]) for one in stage["keep"])
    return f"<details><summary>What those elected keep of each vote</summary>{rows}</details>"


def _table(table: Mapping[str, Any]) -> str:
    head = "".join(f"<th scope=col>{number}</th>" for number in table["stages"])
    rows = "".join(
        f"<tr{' class=in' if row['elected'] else ''}><th scope=row>{escape(row['name'])}</th>"
        + "".join(f"<td>{cell}</td>" for cell in row["cells"])
        + "</tr>"
        for row in table["rows"]
    )
    return f"<table><thead><tr><th scope=col>Stage</th>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _lots(ties: Sequence[Mapping[str, Any]]) -> str:
    if not ties:
        return ""
    told = []
    for tie in ties:
        told.append(f"<h3>Stage {tie['stage']}</h3>" + "".join(f"<p>{escape(line)}</p>" for line in tie["said"]))
        if tie["tickets"]:
            rows = "".join(
                f"<dt>{escape(one['name'])}</dt><dd><code>{escape(one['words'])}</code><br><code>{one['drew']}</code></dd>"
                for one in tie["tickets"]
            )
            how = "Anybody can draw again: a ticket is the SHA-256 of the line above it (printf '%s' LINE | sha256sum)."
            told.append(f"<dl class=tickets>{rows}</dl><p>{how}</p>")
    return _section("ties", "Ties", "".join(told), if_any=told)


def _again(sheet: Mapping[str, Any], papers: Sequence[tuple[str, str]]) -> str:
    links = "".join(f'<li><a href="{escape(name)}">{escape(name)}</a> {escape(what)}</li>' for name, what in papers)
    parts = [f"<ul>{links}</ul>" if links else ""]
    if sheet["source"]:
        parts.append(f"<p>Counted from {escape(sheet['source'])}, SHA-256 <code>{sheet['sha256']}</code>.</p>")
    if sheet["command"]:
        parts.append(f"<p>To count again: <code>{escape(sheet['command'])}</code></p>")
    return "".join(parts)


def _section(name: str, heading: str, inside: str, *, if_any: Iterable[Any]) -> str:
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{heading}</h2>{inside}</section>' if list(if_any) else ""


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _figures(rows: Iterable[tuple[str, str]]) -> str:
    told = "".join(f"<tr><td>{figure}</td><th scope=row>{escape(what)}</th></tr>" for figure, what in rows)
    return f"<table class=figures><tbody>{told}</tbody></table>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _read(name: str) -> str:
    return files("muster.paper").joinpath(name).read_text(encoding="utf-8")


def _base64(font: str) -> str:
    return b64encode(files("muster.paper").joinpath("fonts", font).read_bytes()).decode()
