/// The script of the page: sorting, telling of rows, choosing what is drawn, and the plot of queries.
///
/// What is shown without it is whole but for that plot. It reads the page and the data in it, and asks for nothing
/// else.
enum Script {
  static let text = #"""
    "use strict";
    (function () {
    const each = (root, selector, act) => Array.from(root.querySelectorAll(selector)).forEach(act);
    const create = (name, attributes, text) => {
      const element = name.startsWith("svg:")
        ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
        : document.createElement(name);
      Object.entries(attributes || {}).forEach(([key, value]) => element.setAttribute(key, value));
      if (text !== undefined) element.textContent = text;
      return element;
    };

    // Sorting: numbers begin with the highest, words with A; the third click brings the first order back.
    each(document, "table.sortable", table => {
      const body = table.tBodies[0];
      const first = Array.from(body.rows);
      const heads = Array.from(table.querySelectorAll("thead [aria-sort]"));
      heads.forEach((head, place) => {
        head.firstElementChild.addEventListener("click", () => {
          const cell = row => row.cells[place];
          const isNumeric = first.some(row => cell(row).hasAttribute("data-v"));
          const order = isNumeric ? ["descending", "ascending", "none"] : ["ascending", "descending", "none"];
          const state = order[(order.indexOf(head.getAttribute("aria-sort")) + 1) % 3];
          heads.forEach(other => other.setAttribute("aria-sort", other === head ? state : "none"));
          const rows = first.slice();
          const sign = state === "ascending" ? 1 : -1;
          if (state !== "none") {
            rows.sort((one, other) => {
              if (!isNumeric) {
                return sign * cell(one).textContent.trim().localeCompare(cell(other).textContent.trim(), "en");
              }
              const [x, y] = [cell(one), cell(other)].map(each => each.dataset.v);
              // What was not measured stands last in either direction.
              if (x === "" || y === "") return (x === "" ? 1 : 0) - (y === "" ? 1 : 0);
              return sign * (Number(x) - Number(y));
            });
          }
          rows.forEach(row => body.append(row));
        });
      });
    });

    // Telling of a row: a copy of its paragraph, at the lower edge of the window while the table is in sight.
    each(document, "section.values", section => {
      const list = section.querySelector("details.rows");
      if (!list) return;
      const panel = create("div", {class: "panel", role: "region", "aria-live": "polite",
        "aria-label": "The chosen row"});
      panel.hidden = true;
      list.before(panel);
      let chosen = null;
      const close = () => {
        if (!chosen) return;
        chosen.classList.remove("chosen");
        chosen.querySelector("button").setAttribute("aria-expanded", "false");
        panel.hidden = true;
        chosen = null;
      };
      const open = row => {
        if (row === chosen) return;
        close();
        chosen = row;
        row.classList.add("chosen");
        row.querySelector("button").setAttribute("aria-expanded", "true");
        const told = document.getElementById(row.id + "-told").cloneNode(true);
        told.removeAttribute("id");
        const button = create("button", {type: "button", "aria-label": "Close"}, "×");
        button.addEventListener("click", () => {
          const back = chosen && chosen.querySelector("button");
          close();
          if (back) back.focus();
        });
        panel.replaceChildren(told, button);
        panel.hidden = false;
      };
      each(section, "table.sortable tbody tr", row => {
        row.addEventListener("click", event => {
          if (row === chosen && event.target.closest("button")) { close(); } else { open(row); }
        });
      });
      section.addEventListener("keydown", event => { if (event.key === "Escape") close(); });
    });

    // Choosing curves and columns.
    each(document, ".drawn", part => {
      part.addEventListener("change", event => {
        if (event.target.type === "radio") part.dataset.kind = event.target.value;
        if (event.target.type === "checkbox") {
          each(part, ".panels .r" + event.target.value,
            line => line.classList.toggle("on", event.target.checked));
        }
      });
    });
    each(document, ".cases", part => {
      const select = part.querySelector("select");
      const show = () => each(part, "[data-case]", choice => { choice.hidden = choice.dataset.case !== select.value; });
      select.addEventListener("change", show);
      show();
    });

    // Two rows, query by query.
    const choices = document.getElementById("scatter-choices");
    if (!choices) return;
    const tables = JSON.parse(document.getElementById("query-data").textContent);
    const [figure, sum, told, list, command] = ["scatter", "scatter-sum", "scatter-point", "scatter-table",
      "scatter-command"].map(id => document.getElementById(id));
    const place = create("div", {id: "scatter-place"});
    told.after(place);
    const fields = choices.elements;
    const fill = (select, options, value) => {
      select.replaceChildren(...options.map(([key, text]) => create("option", {value: key}, text)));
      if (options.some(([key]) => key === value)) select.value = String(value);
    };
    const unpack = text => {
      const bytes = atob(text);
      const values = [];
      for (let i = 0; i !== bytes.length; i += 2) {
        const value = bytes.charCodeAt(i) + 256 * bytes.charCodeAt(i + 1);
        values.push(value === 65535 ? null : value);
      }
      return values;
    };
    const percent = value => (value / 100).toFixed(2);
    const signed = value => (value > 0 ? "+" : value < 0 ? "−" : "±") + percent(Math.abs(value));
    let [queries, now, names] = [[], 0, null];

    const fillRows = () => {
      const table = tables[fields.table.value];
      const column = Number(fields.column.value);
      const there = table.rows.map((row, number) => [number, row[1]])
        .filter(([number]) => table.values[number][column]);
      const old = [fields.a.value, fields.b.value].map(Number);
      const wanted = [0, 1].map(side =>
        names && there.some(([number]) => number === old[side]) ? old[side]
          : table.start[side + 1] !== null ? table.start[side + 1] : (there[side] || there[0] || [0])[0]);
      fill(fields.a, there, wanted[0]);
      fill(fields.b, there, wanted[1]);
      draw();
    };
    const fillTable = () => {
      const table = tables[fields.table.value];
      const columns = table.columns.map((name, number) => [number, name])
        .filter(([number]) => table.values.some(row => row[number]));
      names = null;
      fill(fields.column, columns, table.start[0]);
      fillRows();
      names = true;
    };
    const thumbnail = query => {
      const picture = create("svg:svg", {class: "thumbnail", role: "img", "aria-label": "The query " + query.name
        + ", its searched part framed"});
      picture.append(create("svg:use", {href: "#" + query.picture}));
      return picture;
    };
    const draw = () => {
      const table = tables[fields.table.value];
      const [column, a, b] = [fields.column, fields.a, fields.b].map(select => Number(select.value));
      const [upper, lower] = [a, b].map(row => (table.values[row] || [])[column]);
      queries = [];
      if (upper && lower && upper[0] === lower[0]) {
        const [ys, xs] = [unpack(upper[1]), unpack(lower[1])];
        const pictures = table.pictures[upper[0]];
        table.sets[upper[0]].forEach((name, number) => {
          if (xs[number] === null || ys[number] === null) return;
          queries.push({name, x: xs[number], y: ys[number], picture: pictures[number]});
        });
      }
      queries.forEach((query, number) => { query.number = number; });
      queries.sort((one, other) =>
        Math.abs(other.y - other.x) - Math.abs(one.y - one.x) || one.number - other.number);
      const mean = side => queries.reduce((total, query) => total + query[side], 0) / (queries.length || 1);
      const ahead = queries.filter(query => query.y > query.x).length;
      const behind = queries.filter(query => query.x > query.y).length;
      sum.textContent = queries.length === 0
        ? "These rows have no query in common."
        : queries.length + " queries: A " + percent(mean("y")) + ", B " + percent(mean("x")) + ", A − B "
          + signed(mean("y") - mean("x")) + " points; A is ahead at " + ahead + ", B at " + behind + ", "
          + (queries.length - ahead - behind) + " equal.";
      list.replaceChildren(...queries.slice(0, 10).map(query => {
        const row = create("tr");
        row.append(create("th", {scope: "row"}, query.name), create("td", {class: "n"}, percent(query.y)),
          create("td", {class: "n"}, percent(query.x)), create("td", {class: "n"}, signed(query.y - query.x)));
        return row;
      }));
      const quote = word => /^[\w.\/=,+-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";
      command.textContent = "iir compare " + table.spec + " --a " + quote((table.rows[a] || [""])[0]) + " --b "
        + quote((table.rows[b] || [""])[0]);
      told.textContent = "";
      place.replaceChildren();
      now = 0;
      plot(table, column, a, b);
    };
    const plot = (table, column, a, b) => {
      const side = Math.max(280, Math.min(512, figure.clientWidth || 512));
      const [left, top, right, bottom] = [54, 14, side - 14, side - 46];
      const highest = Math.max(100, ...queries.map(query => Math.max(query.x, query.y)));
      const step = [500, 1000, 2000].find(size => highest / size < 6) || 2000;
      const end = Math.min(10000, Math.ceil(highest / step) * step);
      const x = value => left + value / end * (right - left);
      const y = value => bottom - value / end * (bottom - top);
      const svg = create("svg:svg", {width: side, height: side, viewBox: "0 0 " + side + " " + side,
        role: "group", "aria-label": "Values of " + queries.length + " queries in " + table.columns[column]
          + ", percent: A upwards, B to the right"});
      for (let tick = 0; end >= tick; tick += step) {
        svg.append(
          create("svg:path", {class: "grid", d: "M" + left + " " + y(tick) + "H" + right + "M" + x(tick) + " "
            + top + "V" + bottom}),
          create("svg:text", {x: left - 8, y: y(tick) + 4, "text-anchor": "end"}, String(tick / 100)),
          create("svg:text", {x: x(tick), y: bottom + 18, "text-anchor": "middle"}, String(tick / 100)));
      }
      svg.append(
        create("svg:path", {class: "axis", d: "M" + left + " " + top + "V" + bottom + "H" + right}),
        create("svg:path", {class: "zero", d: "M" + left + " " + bottom + "L" + right + " " + top,
          "stroke-dasharray": "5 4"}),
        create("svg:text", {x: (left + right) / 2, y: bottom + 38, "text-anchor": "middle"}, "B, percent"),
        create("svg:text", {x: 14, y: (top + bottom) / 2, "text-anchor": "middle",
          transform: "rotate(-90 14 " + (top + bottom) / 2 + ")"}, "A, percent"));
      const points = queries.map((query, number) => {
        const text = query.name + ": A " + percent(query.y) + ", B " + percent(query.x);
        const point = create("svg:circle", {cx: x(query.x), cy: y(query.y), r: 5, role: "img",
          tabindex: number === 0 ? 0 : -1, "aria-label": text,
          class: "point" + (query.x > query.y ? " behind" : query.x === query.y ? " tie" : "")});
        point.append(create("svg:title", {}, text));
        point.addEventListener("focus", () => visit(number));
        point.addEventListener("pointerenter", () => visit(number));
        point.addEventListener("click", () => point.focus());
        return point;
      });
      const visit = number => {
        points[now].setAttribute("tabindex", -1);
        points[now].classList.remove("now");
        now = number;
        points[now].setAttribute("tabindex", 0);
        points[now].classList.add("now");
        const query = queries[number];
        told.textContent = query.name + ": A " + percent(query.y) + ", B " + percent(query.x) + ", A − B "
          + signed(query.y - query.x);
        place.replaceChildren(...(query.picture ? [thumbnail(query)] : []));
      };
      svg.addEventListener("keydown", event => {
        const moves = {ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: now - 1, ArrowUp: now - 1, Home: 0,
          End: points.length - 1};
        if (!(event.key in moves)) return;
        event.preventDefault();
        points[Math.min(Math.max(moves[event.key], 0), points.length - 1)].focus();
      });
      // The smallest differences lie below, so that the points which decide are on top.
      points.slice().reverse().forEach(point => svg.append(point));
      figure.replaceChildren(svg);
      if (points.length) visit(0);
    };
    fill(fields.table, tables.map((table, number) => [number, table.title])
      .filter(([number]) => tables[number].sets.length), 0);
    fields.table.addEventListener("change", fillTable);
    fields.column.addEventListener("change", fillRows);
    [fields.a, fields.b].forEach(select => select.addEventListener("change", draw));
    choices.addEventListener("submit", event => event.preventDefault());
    let width = 0;
    window.addEventListener("resize", () => {
      if (figure.clientWidth !== width) { width = figure.clientWidth; draw(); }
    });
    fillTable();
    width = figure.clientWidth;
    })();
    """#
}
