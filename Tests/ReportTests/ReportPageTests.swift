import Evaluation
import Foundation
import Records
import Report
import ResultFixtures
import Specs
import Testing

@Suite struct ReportPageTests {
  /// What the findings of a cache would not change here.
  private func page(_ results: [ExperimentResult], spec: String = "specs/a.json") throws -> String {
    try ReportPage().text(
      of: results.enumerated().map {
        ReportTable($1, spec: spec, findings: CachedFindings(), number: $0 + 1)
      })
  }

  @Test func aPageIsWellFormed() throws {
    let reader = try PageReader.read(page([smallResult(), TestTable().result()]))
    #expect(reader.texts("h1").count == 1)
    #expect(reader.elements.first { $0.name == "html" }?.attributes["lang"] == "en")
  }

  @Test func equalResultsAreEqualBytes() throws {
    let results = [smallResult(), TestTable().result()]
    #expect(try page(results) == page(results))
  }

  @Test func everyClaimRowAndColumnStandsThereOnce() throws {
    var table = TestTable()
    table.claims = [TestTable.claim("first"), TestTable.claim("second", better: "other/gem")]
    let reader = try PageReader.read(page([table.result()]))
    let isValue = { (element: PageReader.Element) in element.attributes["class"] == "facts" }
    for name in ["first", "second"] {
      #expect(reader.texts("p", where: isValue).count { $0.hasPrefix("\(name) · ") } == 1)
    }
    let rows = reader.elements.filter {
      $0.attributes["id"]?.hasPrefix("t1-r") == true && $0.name == "tr"
    }
    #expect(rows.count == table.rows.count)
    let told = reader.elements.filter { $0.attributes["class"] == "told" }.map(\.text)
    for row in table.rows {
      #expect(told.count { $0.contains(row.name) && $0.contains("iir run specs/a.json") } == 1)
    }
    let sorters = reader.elements.filter { $0.name == "th" && $0.attributes["aria-sort"] != nil }
    #expect(sorters.count == 1 + table.axes.count + table.metrics.count)
  }

  @Test func verdictsAreWordsAndShapes() throws {
    for (verdict, shape) in [
      (Verdict.holds, "above"), (.inconclusive, "around"), (.fails, "below"),
    ] {
      let reader = try PageReader.read(page([smallResult(verdict: verdict)]))
      #expect(reader.texts("td").contains(verdict.rawValue.uppercased()))
      #expect(reader.elements.contains { $0.attributes["class"] == "dot \(shape)" })
    }
  }

  @Test func idsAreUniqueAndLinksLeadSomewhere() throws {
    let reader = try PageReader.read(page([smallResult(), TestTable().result()]))
    let ids = reader.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = reader.elements.compactMap { $0.attributes["href"] }
    #expect(!links.isEmpty)
    for link in links { #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst()))) }
    for element in reader.elements where element.attributes["role"] == "img" {
      for id in element.attributes["aria-labelledby"]?.split(separator: " ") ?? [] {
        #expect(ids.contains(String(id)), "\(id)")
      }
    }
  }

  @Test func nothingIsAskedForFromElsewhere() throws {
    let reader = try PageReader.read(page([smallResult(), TestTable().result()]))
    for element in reader.elements {
      for name in ["src", "srcset", "data", "action", "poster", "xlink:href", "background"] {
        #expect(element.attributes[name] == nil, "\(element.name) \(name)")
      }
      #expect(!["link", "iframe", "object", "embed", "base", "img"].contains(element.name))
    }
    let style = reader.texts("style").joined()
    #expect(!style.contains("url(") && !style.contains("@import"))
    let policy = reader.elements.compactMap { $0.attributes["content"] }
    #expect(policy.contains { $0.hasPrefix("default-src 'none'") })
  }

  @Test func headingsGoDownOneStepAtATime() throws {
    let reader = try PageReader.read(page([smallResult(), TestTable().result()]))
    let levels = reader.elements.compactMap { element -> Int? in
      let name = Array(element.name)
      return name.count == 2 && name[0] == "h" ? name[1].wholeNumberValue : nil
    }
    #expect(levels.first == 1)
    for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1) }
  }

  /// Texts that mean something to HTML, to scripts, or to nobody.
  private static let hostile = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><b>", "' onfocus='x",
    "<!-- a", "]]>", "/*]]>*/", "&amp;", "{{title}}", "{{{script}}}", "{{#rows}}",
    "a\u{0}b\u{1B}[31m",
    "\u{FFFF}", "a\u{2028}b", "💥 旧市街 e\u{301}",
  ]

  @Test(arguments: hostile)
  func hostileTextStaysText(text: String) throws {
    var table = TestTable()
    table.title = text
    table.rows[1].label = text
    table.claims = [
      ResolvedClaim(
        name: "hostile", statement: text, scope: text, better: "net/gem", worse: "random/gem",
        metric: medium, source: text)
    ]
    let calm = try PageReader.read(
      page([TestTable().with { $0.claims = [$0.claims[0].scoped] }.result()]))
    let written = try page([table.result()], spec: text)
    let reader = try PageReader.read(written)
    #expect(reader.elements.map(\.name) == calm.elements.map(\.name))
    let shown = text.replacing("\u{0}", with: "?").replacing("\u{1B}", with: "?")
      .replacing("\u{FFFF}", with: "?")
    #expect(reader.texts("h4").contains(shown))
    #expect(reader.texts("h1") == [shown])
    let data = try #require(reader.elements.first { $0.attributes["id"] == "query-data" }).text
    let document = try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [[String: Any]]
    #expect(document?.first?["title"] as? String == text)
    #expect(!data.contains("<"))
  }

  @Test func deviationsAndPublishedValuesStandBesideTheMean() throws {
    let reader = try PageReader.read(page([smallResult(random: [0.01, 0.03], net: [0.2, 0.3])]))
    let cells = reader.elements.filter { $0.attributes["data-v"] != nil }.map(\.text)
    #expect(cells.count == 2)
    #expect(cells[0].hasPrefix("2.00 ± 1.41"))
    #expect(cells[1].hasPrefix("25.00 ± 7.07") && cells[1].hasSuffix("(published 30.00)"))
  }

  @Test func aSelectionNamesTheBestRowOfEachModel() throws {
    let small = smallResult()
    let experiment = small.experiment
    let rows = zip(experiment.rows, ["slow", "fast"]).map { row, level in
      var row = row
      row.choices = [RowChoice(field: "rate", level: level)]
      return row
    }
    let selection = ExperimentResult(
      experiment: ResolvedExperiment(
        version: experiment.version, name: "select", title: "A selection", purpose: .selection,
        selects: medium, datasets: experiment.datasets, metrics: experiment.metrics,
        seeds: experiment.seeds, world: experiment.world, statistics: experiment.statistics,
        axes: experiment.axes, models: experiment.models, rows: rows, claims: [], assumptions: [],
        published: []),
      datasets: small.datasets, records: small.records, claims: [], provenance: small.provenance)
    let reader = try PageReader.read(page([selection]))
    #expect(reader.texts("h4").contains("Selection"))
    #expect(reader.texts("td").contains("net/gem"))
    #expect(reader.texts("td").contains("rate fast, descriptor.pooling gem"))
  }

  @Test func literatureStandsBesideWhatWasMeasured() throws {
    let encoded = try JSONSerialization.jsonObject(with: smallResult().encoded())
    var document = try #require(encoded as? [String: Any])
    var experiment = try #require(document["experiment"] as? [String: Any])
    let value: [String: Any] = ["dataset": "mini-oxford", "metric": "medium.mAP", "percent": 61.5]
    experiment["literature"] = [
      ["label": "A large network", "citation": "a paper, table 2", "values": [value]],
      [
        "entry": "other", "label": "Another", "row": "net/gem", "citation": "a book",
        "differences": ["size 1024 against 96", "crop not stated"], "values": [value],
      ],
    ]
    document["experiment"] = experiment
    let data = try JSONSerialization.data(withJSONObject: document)
    let reader = try PageReader.read(page([ExperimentResult(data, path: "small.json")]))
    #expect(reader.texts("h4").contains("Literature beside ours"))
    #expect(reader.texts("th").contains("A large network"))
    #expect(reader.texts("div").contains("mini-oxford medium.mAP 61.50"))
    #expect(reader.texts("div").contains("mini-oxford medium.mAP 61.50 (here 25.00)"))
    #expect(reader.texts("td").contains("a paper, table 2"))
    #expect(
      reader.texts("td").contains("against net/gem: size 1024 against 96; crop not stated"))
    // What stands beside a value is told of with the measured one.
    #expect(reader.texts("td").contains("beside net/gem: every field agrees"))
    #expect(reader.texts("div").contains("mini-oxford medium.mAP 30.00 (here 25.00)"))
  }

  @Test func aTableWithoutLiteratureHasNoSectionOfIt() throws {
    let reader = try PageReader.read(page([TestTable().result()]))
    #expect(!reader.texts("h4").contains("Literature beside ours"))
  }

  @Test func queriesAreInHundredthsOfAPercent() throws {
    let reader = try PageReader.read(page([smallResult(net: [0.25])]))
    let data = try #require(reader.elements.first { $0.attributes["id"] == "query-data" }).text
    let document = try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [[String: Any]]
    let values = try #require(document?.first?["values"] as? [[[Any]]])
    #expect(values.count == 2)
    let bytes = try #require((values[1][0][1] as? String).flatMap { Data(base64Encoded: $0) })
    // 2500 hundredths, and a query that the metric drops.
    #expect(Array(bytes) == [0xC4, 0x09, 0xFF, 0xFF])
  }
}

extension ResolvedClaim {
  /// The same claim with a scope.
  fileprivate var scoped: ResolvedClaim {
    ResolvedClaim(
      name: name, statement: statement, scope: "a scope", better: better, worse: worse,
      metric: metric, source: source)
  }
}
