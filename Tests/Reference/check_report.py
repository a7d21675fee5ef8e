#!/usr/bin/env python3
"""Opens a report in headless Chromium with the network off, and uses it as a reader would.

    python3 Tests/Reference/check_report.py REPORT.html [--screenshots FOLDER] [--chromium PATH]

Needs playwright and a Chromium that is installed; "make test-report" sees to both. Ends with 1, and says what,
where the page asks for anything but itself, says anything on the console, sorts wrongly, cannot be used by
keyboard, scrolls sideways outside of its tables, or has text of too little contrast, that overlaps in a plot or
that leaves its cell.
"""

import argparse
import pathlib
import sys

from playwright.sync_api import sync_playwright

WIDTHS = (1280, 390)

SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  const inside = element => element.closest('.scroll, .lines, .panel, pre') !== null;
  return {
    page: document.documentElement.scrollWidth - width,
    wide: Array.from(document.querySelectorAll('body *'))
      .filter(element => !inside(element) && element.getBoundingClientRect().right > width + 1
        && element.getBoundingClientRect().width > 0)
      .slice(0, 5).map(element => element.outerHTML.slice(0, 120))
  };
}"""

# Texts of one drawing that lie upon each other, by their boxes.
OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('main svg')) {
    if (!svg.getBoundingClientRect().width || svg.closest('.wide')) continue;
    const boxes = Array.from(svg.querySelectorAll('text'))
      .map(text => [text.textContent, text.getBoundingClientRect()]);
    const frame = svg.getBoundingClientRect();
    boxes.forEach(([one, a], place) => {
      if (a.left < frame.left - 2 || a.right > frame.right + 2) {
        found.push('"' + one + '" leaves its drawing (' + (svg.querySelector('title') || {}).textContent + ')');
      }
      for (const [other, b] of boxes.slice(place + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 3) found.push('"' + one + '" and "' + other + '"');
      }
    });
  }
  return found.slice(0, 10);
}"""

# Texts of headings and cells that are wider than their place in the table, so that a part of them is not seen.
CUT = """() => {
  const found = [];
  for (const cell of document.querySelectorAll('main th, main td')) {
    const place = cell.getBoundingClientRect();
    if (!place.width) continue;
    const range = document.createRange();
    range.selectNodeContents(cell);
    const text = range.getBoundingClientRect();
    if (text.right > place.right + 1 || text.left < place.left - 1) found.push(cell.textContent.trim().slice(0, 60));
  }
  return found.slice(0, 10);
}"""

# The contrast of each text with the nearest ground behind it (WCAG 2.2, success criterion 1.4.3).
CONTRAST = """() => {
  const number = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = number(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = Array.from(element.childNodes).some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length || ['SCRIPT', 'STYLE', 'OPTION'].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const inDrawing = element instanceof SVGElement;
    const colour = number(inDrawing ? style.fill : style.color);
    const [a, b] = [light(colour), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.add(element.tagName + '.' + (element.getAttribute('class') || '') + ' ' + ratio.toFixed(2));
  }
  return Array.from(found).slice(0, 10);
}"""


class Check:
    """What was wrong, told of as it is found."""

    def __init__(self):
        self.mistakes = 0

    def expect(self, condition, what):
        if not condition:
            self.mistakes += 1
            print(f"MISTAKE {what}", file=sys.stderr)


def opened(browser, report, check, width, dark=False, script=True):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, offline=True, java_script_enabled=script,
        color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page = context.new_page()

    def told(request):
        is_own = request.url.split("#")[0] == report.as_uri()
        check.expect(is_own or request.url.startswith("data:"), f"asks for {request.url[:200]}")

    page.on("request", told)
    page.on("console", lambda message: check.expect(False, f"console: {message.text}"))
    page.on("pageerror", lambda error: check.expect(False, f"script: {error}"))
    page.goto(report.as_uri())
    return page


def check_sorting(page, check):
    """Sorts the first column of numbers, and that of labels, by mouse and by keyboard."""
    table = page.locator("table.sortable").first
    heads = table.locator("thead [aria-sort]")
    numeric = next(place for place in range(heads.count())
                   if table.locator("tbody tr").first.locator("th, td").nth(place).get_attribute("data-v") is not None)

    def values():
        return table.locator("tbody tr").evaluate_all(
            "(rows, place) => rows.map(row => row.cells[place].dataset.v)", numeric)

    first = values()
    known = [float(value) for value in first if value != ""]
    head = heads.nth(numeric)
    head.locator("button").click()
    check.expect(head.get_attribute("aria-sort") == "descending", "a click on a heading says so")
    check.expect([float(value) for value in values() if value != ""] == sorted(known, reverse=True),
                 "the first click sorts with the highest first")
    page.keyboard.press("Enter")
    check.expect(head.get_attribute("aria-sort") == "ascending", "Enter sorts the other way")
    check.expect([float(value) for value in values() if value != ""] == sorted(known),
                 "the second sorts with the lowest first")
    page.keyboard.press("Space")
    check.expect(values() == first and head.get_attribute("aria-sort") == "none",
                 "the third brings the first order back")
    heads.first.locator("button").click()
    check.expect(heads.first.get_attribute("aria-sort") == "ascending", "labels begin with A")
    heads.first.locator("button").click()
    heads.first.locator("button").click()
    check.expect(values() == first, "and come back too")


def check_rows(page, check):
    row = page.locator("table.sortable tbody tr").nth(1)
    row.locator("button.tell").focus()
    page.keyboard.press("Enter")
    panel = page.locator(".panel").first
    check.expect(panel.is_visible() and "iir run " in panel.inner_text(), "a row tells of its command")
    check.expect(row.locator("button.tell").get_attribute("aria-expanded") == "true", "and says that it does")
    page.keyboard.press("Escape")
    check.expect(not panel.is_visible(), "Escape closes what is told")


def check_queries(page, check):
    points = page.locator("#scatter .point")
    check.expect(points.count() > 0, "the plot has points")
    before = page.locator("#scatter-sum").inner_text()
    first = page.locator("#scatter-table tr").first.inner_text().split("\t")[0]
    page.locator("#scatter .point[tabindex='0']").focus()
    check.expect(first in page.locator("#scatter-point").inner_text(), "the first point is the query that decides most")
    page.keyboard.press("ArrowRight")
    second = page.locator("#scatter-table tr").nth(1).locator("th").inner_text()
    check.expect(page.locator("#scatter-point").inner_text().startswith(f"{second}: "),
                 "arrows visit the queries in the order of the list")
    points.last.hover(force=True)
    query = points.last.get_attribute("aria-label").split(": A ")[0]
    check.expect(page.locator("#scatter-point").inner_text().startswith(f"{query}: "), "the pointer visits queries")
    shown = page.locator("#scatter-place svg.thumbnail")
    if page.locator("symbol").count():
        check.expect(shown.count() == 1 and query in shown.get_attribute("aria-label"), "the query's picture is shown")
        check.expect(shown.evaluate("part => !!document.querySelector(part.firstChild.getAttribute('href') + ' image')"),
                     "the query's picture is on the page")
    title = points.first.get_attribute("aria-label")
    check.expect(": A " in title and ", B " in title, "a point names its query and both values")
    options = page.locator("#scatter-choices select[name=b] option")
    page.locator("#scatter-choices select[name=b]").select_option(index=options.count() - 1)
    check.expect(page.locator("#scatter-sum").inner_text() != before, "another row is another plot")
    same = page.locator("#scatter-choices select[name=b]").input_value()
    page.locator("#scatter-choices select[name=a]").select_option(value=same)
    check.expect("A is ahead at 0, B at 0" in page.locator("#scatter-sum").inner_text(), "a row is equal to itself")
    tables = page.locator("#scatter-choices select[name=table] option").count()
    for number in range(tables):
        page.locator("#scatter-choices select[name=table]").select_option(index=number)
        columns = page.locator("#scatter-choices select[name=column] option").count()
        for column in (0, columns - 1):
            page.locator("#scatter-choices select[name=column]").select_option(index=column)
            check.expect(points.count() > 0, f"table {number}, column {column} has points")
    page.locator("#scatter-choices select[name=table]").select_option(index=0)


def check_curves(page, check):
    part = page.locator(".drawn").first
    if part.count() == 0:
        return
    def shown():
        return part.evaluate("part => Array.from(part.querySelectorAll('.panels .line'))"
                             ".filter(line => getComputedStyle(line).display !== 'none').length")
    before = shown()
    check.expect(before > 0, "some curves are drawn")
    part.locator("input[type=checkbox]:not(:checked)").first.check()
    check.expect(shown() > before, "a row that is chosen is drawn")
    part.locator("input[type=checkbox]:checked").last.uncheck()
    part.locator("input[value=m]").check()
    check.expect(part.get_attribute("data-kind") == "m" and shown() > 0, "measured curves are drawn")
    part.locator("input[value=i]").check()
    cases = page.locator("#curves .cases").first
    cases.locator("select").select_option(index=cases.locator("option").count() - 1)
    check.expect(cases.locator("[data-case]:visible").count() == 1, "one column of histograms is seen")
    cases.locator("select").select_option(index=0)


def check_first_images(page, check):
    """Picks each query of each table: one is seen, with all its pictures."""
    for part in page.locator("#first-images .cases").all():
        for number in range(part.locator("option").count()):
            part.locator("select").select_option(index=number)
            seen = part.locator("[data-case]:visible")
            check.expect(seen.count() == 1, f"query {number} is seen alone")
            pictures = seen.locator("svg.thumbnail")
            check.expect(pictures.count() > 1, f"query {number} has pictures")
            drawn = seen.evaluate("part => Array.from(part.querySelectorAll('use')).every(use =>"
                                  " document.querySelector(use.getAttribute('href') + ' image'))")
            check.expect(drawn, f"the pictures of query {number} are on the page")
        part.locator("select").select_option(index=0)


def check_tabbing(page, check):
    """Tabs from the beginning: each stop is seen, and none is a trap."""
    page.evaluate("document.activeElement && document.activeElement.blur(); window.scrollTo(0, 0)")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            # Behind the last stop is the browser's own.
            break
        seen.append(page.evaluate("""() => {
          const at = document.activeElement, box = at.getBoundingClientRect();
          return [at.tagName, Array.from(document.querySelectorAll('*')).indexOf(at), box.width > 0 && box.height > 0,
            getComputedStyle(at).outlineStyle !== 'none'];
        }"""))
    check.expect(all(stop[2] for stop in seen), f"every stop has a place: {[s for s in seen if not s[2]][:3]}")
    check.expect(all(stop[3] for stop in seen), f"every stop is outlined: {[s for s in seen if not s[3]][:3]}")
    check.expect(len({tuple(stop[:2]) for stop in seen}) > 0.8 * len(seen) > 16, f"tabbing gets on: {seen[:4]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--screenshots", type=pathlib.Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    report = options.report.resolve()
    check = Check()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--disable-background-networking"])
        for width in WIDTHS:
            page = opened(browser, report, check, width)
            for part, name in ((SIDEWAYS, "sideways"),):
                found = page.evaluate(part)
                check.expect(found["page"] <= 0 and not found["wide"], f"{width} px, {name}: {found}")
            check.expect(page.evaluate("document.images.length") == 0, "no image is loaded")
            if options.screenshots:
                options.screenshots.mkdir(parents=True, exist_ok=True)
                for section in page.locator("main > section").all():
                    name = section.get_attribute("id")
                    section.screenshot(path=str(options.screenshots / f"{width}-{name}.png"))
                page.evaluate("window.scrollTo(0, 0)")
                page.screenshot(path=str(options.screenshots / f"{width}-top.png"))
            overlaps = page.evaluate(OVERLAPS)
            check.expect(not overlaps, f"{width} px, texts of drawings: {overlaps}")
            cut = page.evaluate(CUT)
            check.expect(not cut, f"{width} px, texts that leave their cell: {cut}")
            check_sorting(page, check)
            check_rows(page, check)
            if page.locator("#scatter-choices").count():
                check_queries(page, check)
            check_curves(page, check)
            check_first_images(page, check)
            check_tabbing(page, check)
            page.context.close()
        for dark in (False, True):
            page = opened(browser, report, check, WIDTHS[0], dark=dark)
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            found = page.evaluate(CONTRAST)
            check.expect(not found, f"{'dark' if dark else 'light'}, contrast: {found}")
            if dark and options.screenshots:
                page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = false })")
                for name in ("claims", "queries", "curves"):
                    section = page.locator(f"#{name}")
                    if section.count():
                        section.screenshot(path=str(options.screenshots / f"dark-{name}.png"))
            page.context.close()
        page = opened(browser, report, check, WIDTHS[0], script=False)
        check.expect(page.locator("#scatter-choices:visible").count() == 0, "nothing dead without scripts")
        check.expect(page.locator("table.sortable").first.is_visible(), "tables without scripts")
        page.context.close()
        browser.close()
    if check.mistakes:
        sys.exit(f"{check.mistakes} mistakes in {options.report}")
    print(f"{options.report}: used at {' and '.join(map(str, WIDTHS))} px without a network, nothing wrong")


main()
