"""Where texts stand on the screen: what lies on one another, and what is cut off."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

_TEXTS = """
    const apart = ".unseen, .status, .skip, dialog";
    const shown = one => one.checkVisibility({visibilityProperty: true}) && !one.closest(apart);
    const texts = root => {
        const found = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode;
            if (!node.data.trim() || !shown(node.parentElement)) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const boxes = [...range.getClientRects()].filter(box => box.width > 0 && box.height > 0);
            found.push({node, text: node.data.trim(), boxes});
        }
        return found;
    };
"""

_OVERLAPS = f"""selector => {{
    {_TEXTS}
    const over = (one, other) =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1.5 &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > Math.min(one.height, other.height) / 3;
    const faults = [];
    for (const root of document.querySelectorAll(selector)) {{
        const found = texts(root);
        found.forEach((one, place) => found.slice(place + 1).forEach(other => {{
            if (one.boxes.some(a => other.boxes.some(b => over(a, b)))) faults.push(`${{one.text}} | ${{other.text}}`);
        }}));
    }}
    return faults;
}}"""

_OUTSIDE = f"""selector => {{
    {_TEXTS}
    return [...document.querySelectorAll(selector)].flatMap(root => {{
        const frame = root.getBoundingClientRect();
        return texts(root).filter(({{boxes}}) => boxes.some(box =>
            box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1
        )).map(({{text}}) => text);
    }});
}}"""

_CUT = f"""() => {{
    {_TEXTS}
    return texts(document.body).filter(({{node, boxes}}) => {{
        for (let one = node.parentElement; one; one = one.parentElement) {{
            const style = getComputedStyle(one);
            if (style.overflowX === "visible" || one.matches("[tabindex='0'], body, html")) continue;
            const frame = one.getBoundingClientRect();
            if (boxes.some(box => box.right > frame.right + 1 || box.bottom > frame.bottom + 1)) return true;
        }}
        return false;
    }}).map(({{text}}) => text);
}}"""


_BROKEN = f"""longest => {{
    {_TEXTS}
    return texts(document.body).flatMap(({{node}}) => [...node.data.matchAll(/[\\p{{L}}]+/gu)].filter(found => {{
        if (found[0].length > longest) return false;
        const range = document.createRange();
        range.setStart(node, found.index);
        range.setEnd(node, found.index + found[0].length);
        return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1;
    }}).map(found => found[0]));
}}"""


def broken(page: Page, longest: int = 15) -> list[str]:
    """Words of up to so many letters that go on in the next line."""
    found: list[str] = page.evaluate(_BROKEN, longest)
    return found


def overlapping(page: Page, cells: str) -> list[str]:
    """Pairs of texts in one and the same of these elements that lie on one another."""
    found: list[str] = page.evaluate(_OVERLAPS, cells)
    return found


def outside(page: Page, cells: str) -> list[str]:
    """Texts that leave the element they stand in."""
    found: list[str] = page.evaluate(_OUTSIDE, cells)
    return found


def cut(page: Page) -> list[str]:
    """Texts that an element which does not scroll cuts off."""
    found: list[str] = page.evaluate(_CUT)
    return found


def box(page: Page, selector: str) -> dict[str, Any]:
    """Where the first of these elements stands on the screen."""
    found: dict[str, Any] = page.locator(selector).first.evaluate(
        "one => { const { left, top, right, bottom } = one.getBoundingClientRect(); return {left, top, right, bottom} }"
    )
    return found
