import Mustache

/// The templates of the page, which are compiled in: the program is one file.
///
/// What is written with two braces is escaped; three stand only around drawings, the style, the script and the
/// data of the page, which are made here. A name with a point before it is of the object at hand alone.
enum Templates {
  /// Returns all templates, parsed.
  ///
  /// - Throws: `MustacheTemplate.Error` for a template that does not parse.
  static func library() throws -> MustacheLibrary {
    try MustacheLibrary(templates: all.mapValues { try MustacheTemplate(string: $0) })
  }

  /// The name of the template of the whole page.
  static let page = "page"

  private static let all = [
    page: pageText, "claims": claimsText, "tables": tablesText, "queries": queriesText,
    "firstImages": firstImagesText,
    "curves": curvesText, "trainings": trainingsText, "costs": costsText, "ground": groundText,
    "figures": figuresText, "provenance": provenanceText,
  ]

  private static let pageText = """
    <!DOCTYPE html>
    <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"/>
    <meta name="color-scheme" content="light dark"/>
    <title>{{title}}</title>
    <style>{{{style}}}</style>
    <noscript><style>[data-case]{display:block !important}.needs-script{display:none}</style></noscript>
    </head>
    <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
    <h1>{{title}}</h1>
    <p>{{lead}}</p>
    </header>
    <nav aria-label="Contents"><h2>Contents</h2>
    <ol>
    {{#contents}}
    <li><a href="#{{id}}">{{text}}</a>{{#hasParts}}<ul>{{#parts}}<li><a href="#{{id}}">{{text}}</a></li>{{/parts}}</ul>{{/hasParts}}</li>
    {{/contents}}
    </ol>
    </nav>
    <main id="content" tabindex="-1">
    {{#hasPictures}}
    <svg width="0" height="0" aria-hidden="true" class="store">{{#pictures}}{{{.}}}{{/pictures}}</svg>
    {{/hasPictures}}
    {{> claims}}
    {{> tables}}
    {{> firstImages}}
    {{> queries}}
    {{> curves}}
    {{> trainings}}
    {{> costs}}
    {{> figures}}
    {{> ground}}
    {{> provenance}}
    </main>
    <script type="application/json" id="query-data">{{{data}}}</script>
    <script>/*<![CDATA[*/
    {{{script}}}
    /*]]>*/</script>
    </body>
    </html>

    """

  private static let claimsText = """
    {{#hasClaims}}
    <section id="claims">
    <h2>Claims</h2>
    <p>{{claimsLead}}</p>
    <ul class="legend">
    <li><span class="verdict holds">HOLDS</span> the whole interval is above 0</li>
    <li><span class="verdict inconclusive">INCONCLUSIVE</span> 0 is within it</li>
    <li><span class="verdict fails">FAILS</span> the whole interval is at or below 0</li>
    </ul>
    {{#claims}}
    <h3>{{title}}</h3>
    {{#.claims}}
    <article class="claim">
    <h4>{{statement}}</h4>
    <p class="facts"><code>{{name}}</code>{{#.scope}} · Scope: {{.}}{{/.scope}} · Source: {{source}}</p>
    <p class="facts">On {{metric}}: <b>A</b> {{#better}}{{title}} <code>{{name}}</code>{{/better}} against <b>B</b> {{#worse}}{{title}} <code>{{name}}</code>{{/worse}}</p>
    {{#.unjudged}}<p>{{.}}</p>{{/.unjudged}}
    {{#hasVerdicts}}
    <div class="scroll" role="region" tabindex="0" aria-label="Verdicts of {{name}}">
    <table class="verdicts" role="table">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">set</th><th scope="col" role="columnheader">verdict</th><th scope="col" class="n" role="columnheader">A</th><th scope="col" class="n" role="columnheader">B</th><th scope="col" class="n" role="columnheader">A − B</th><th scope="col" class="plot" role="columnheader">{{{ruler}}}</th><th scope="col" class="n" role="columnheader">{{confidence}} interval</th><th scope="col" class="n" role="columnheader">queries</th>{{#hasSeeds}}<th scope="col" class="n" role="columnheader">by seed</th>{{/hasSeeds}}</tr></thead>
    <tbody role="rowgroup">
    {{#verdicts}}
    <tr role="row"><th scope="row" role="rowheader">{{dataset}}</th><td role="cell"><span class="verdict {{kind}}">{{word}}</span></td><td class="n" role="cell" data-name="A">{{better}}</td><td class="n" role="cell" data-name="B">{{worse}}</td><td class="n strong" role="cell" data-name="A − B">{{difference}}</td><td class="plot" role="cell">{{{drawing}}}</td><td class="n" role="cell" data-name="{{confidence}} interval">{{interval}}</td><td class="n" role="cell" data-name="queries">{{queries}}</td>{{#hasSeeds}}<td class="n" role="cell" data-name="by seed">{{seeds}}</td>{{/hasSeeds}}</tr>
    {{/verdicts}}
    </tbody>
    </table>
    </div>
    {{/hasVerdicts}}
    {{#hasStrata}}
    <details><summary>Points by stratum</summary>
    {{#strata}}
    <p><b>{{dataset}}</b>: {{text}}</p>
    {{/strata}}
    </details>
    {{/hasStrata}}
    </article>
    {{/.claims}}
    {{#isCurve}}
    <p>Each claim at every combination of what is left open; the figure is below.</p>
    {{#curves}}
    <article class="claim">
    <h4>{{statement}}</h4>
    <p class="facts"><code>{{name}}</code>{{#.scope}} · Scope: {{.}}{{/.scope}} · Source: {{source}}</p>
    <div class="scroll" role="region" tabindex="0" aria-label="Verdicts of {{name}}">
    <table>
    <thead><tr><th scope="col" class="n">combinations</th><th scope="col" class="n"><span class="verdict holds">HOLDS</span></th><th scope="col" class="n"><span class="verdict inconclusive">INCONCLUSIVE</span></th><th scope="col" class="n"><span class="verdict fails">FAILS</span></th><th scope="col" class="n">smallest</th><th scope="col" class="n">median</th><th scope="col" class="n">largest</th></tr></thead>
    <tbody><tr><td class="n">{{points}}</td><td class="n">{{holds}}</td><td class="n">{{inconclusive}}</td><td class="n">{{fails}}</td><td class="n">{{smallest}}</td><td class="n">{{median}}</td><td class="n">{{largest}}</td></tr></tbody>
    </table>
    </div>
    </article>
    {{/curves}}
    {{/isCurve}}
    {{/claims}}
    </section>
    {{/hasClaims}}

    """

  private static let tablesText = """
    <section id="tables">
    <h2>Tables</h2>
    <p>Percent. The best mean of each column is bold. A heading sorts its column; a row tells what it is and the command that makes it.</p>
    {{#tables}}
    <section id="{{id}}" class="values">
    <h3>{{title}}</h3>
    <p class="facts"><code>{{command}}</code> makes the whole table{{#hasDeviations}}; ± is the sample standard deviation over {{seeds}} seeds{{/hasDeviations}}{{#.marks}}; {{.}} (see the <a href="#notes">notes</a>){{/.marks}}.</p>
    {{^hasRows}}<p>The rows are in the CSV file of the table; its figure is below.</p>{{/hasRows}}
    {{#hasRows}}
    <div class="scroll tall" role="region" tabindex="0" aria-label="{{title}}">
    <table class="sortable">
    <thead>
    <tr><th scope="col" rowspan="2" class="row" aria-sort="none"><button type="button">row</button></th>{{#axes}}<th scope="col" rowspan="2" aria-sort="none"><button type="button">{{.}}</button></th>{{/axes}}{{#groups}}<th scope="colgroup" colspan="{{columns}}" class="group first">{{set}}</th>{{/groups}}</tr>
    <tr>{{#columns}}<th scope="col" class="n{{#isFirst}} first{{/isFirst}}" aria-sort="none"><button type="button">{{heading}}</button></th>{{/columns}}</tr>
    </thead>
    <tbody>
    {{#rows}}
    <tr id="{{id}}"{{#isReference}} class="reference"{{/isReference}}><th scope="row" class="row"><button type="button" class="tell" aria-expanded="false" aria-controls="{{id}}-told">{{label}}</button></th>{{#axisValues}}<td>{{.}}</td>{{/axisValues}}{{#cells}}<td class="n{{#isFirst}} first{{/isFirst}}{{#isBest}} best{{/isBest}}" data-v="{{sortKey}}">{{#isBest}}<b>{{/isBest}}{{text}}{{#isBest}}</b>{{/isBest}}{{#.deviation}} <span class="deviation">± {{.}}</span>{{/.deviation}}<sup>{{#.mark}}{{.}}{{/.mark}}</sup>{{#.published}} <span class="published">(published {{.}})</span>{{/.published}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody>
    </table>
    </div>
    <details class="rows"><summary>What each row is, and the command that makes it</summary>
    {{#rows}}
    <div class="told" id="{{id}}-told">
    <h4>{{label}}{{#axisValues}} · {{.}}{{/axisValues}} <code>{{name}}</code></h4>
    {{#settings}}<p>{{.}}</p>
    {{/settings}}<p><code>{{command}}</code> makes it; <code>{{explanation}}</code> tells from what.</p>
    </div>
    {{/rows}}
    </details>
    {{/hasRows}}
    {{#.selects}}
    <h4>Selection</h4>
    <p>By {{.}}, the mean of a row over sets and seeds, in percent.</p>
    <div class="scroll" role="region" tabindex="0" aria-label="Selection, {{title}}">
    <table>
    <thead><tr><th scope="col" class="row">model</th><th scope="col">best row</th><th scope="col" class="n">mean</th><th scope="col">its settings</th></tr></thead>
    <tbody>
    {{#selection}}
    <tr><th scope="row" class="row">{{model}}</th><td>{{row}}</td><td class="n">{{value}}</td><td class="text">{{choices}}</td></tr>
    {{/selection}}
    </tbody>
    </table>
    </div>
    {{/.selects}}
    {{#hasLiterature}}
    <h4>Literature beside ours</h4>
    <p>Percent, as their sources give them; none was computed here. A value stands beside ours only where every field of its protocol agrees; else the fields that differ are named, theirs against ours.</p>
    <div class="scroll" role="region" tabindex="0" aria-label="Literature beside ours, {{title}}">
    <table>
    <thead>
    <tr><th scope="col" class="row">network</th><th scope="col">values</th><th scope="col">protocol</th><th scope="col">read in</th></tr>
    </thead>
    <tbody>
    {{#literature}}
    <tr{{#isBeside}} class="beside"{{/isBeside}}><th scope="row" class="row">{{label}}</th><td class="text">{{#values}}<div>{{.}}</div>{{/values}}</td><td class="text">{{comparison}}</td><td class="text">{{citation}}</td></tr>
    {{/literature}}
    </tbody>
    </table>
    </div>
    {{/hasLiterature}}
    </section>
    {{/tables}}
    </section>

    """

  private static let queriesText = """
    {{#hasQueries}}
    <section id="queries">
    <h2>Two rows, query by query</h2>
    <p>A point is one query, with its value in both rows, seeds averaged. Above the diagonal A is ahead. With the arrow keys the queries are visited, those first that decide the difference.</p>
    <p class="without-script">This part needs scripts; <code>iir compare</code> prints the same.</p>
    <form class="choices needs-script" id="scatter-choices">
    <label>Table <select name="table"></select></label>
    <label>Column <select name="column"></select></label>
    <label>A, upwards <select name="a"></select></label>
    <label>B, to the right <select name="b"></select></label>
    </form>
    <div class="beside needs-script">
    <figure id="scatter"></figure>
    <div>
    <p id="scatter-sum" role="status"></p>
    <p id="scatter-point" aria-live="polite"></p>
    <h3>The queries that decide</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="The queries that decide">
    <table><thead><tr><th scope="col">query</th><th scope="col" class="n">A</th><th scope="col" class="n">B</th><th scope="col" class="n">A − B</th></tr></thead><tbody id="scatter-table"></tbody></table>
    </div>
    <p class="facts">With its interval and p-value: <code id="scatter-command"></code></p>
    </div>
    </div>
    </section>
    {{/hasQueries}}

    """

  private static let firstImagesText = """
    {{#firstImages}}
    {{#hasFirstImages}}
    <section id="first-images">
    <h2>First images</h2>
    <ul class="legend">
    <li><span class="relevance positive">✓</span> positive</li>
    <li><span class="relevance negative">✗</span> wrong</li>
    <li><span class="relevance junk">–</span> does not count</li>
    </ul>
    {{#.firstImages}}
    <h3>{{title}}</h3>
    <p>{{words}} Below each image its rank and its score; of any other query: <code>{{command}}</code></p>
    {{#lacksPictures}}<p>Some pictures are not below the folder of data sets any more, or cannot be read.</p>{{/lacksPictures}}
    <div class="cases">
    <label class="needs-script">Query <select>{{#queries}}<option value="{{number}}">{{name}} ({{rules}})</option>{{/queries}}</select></label>
    {{#queries}}
    <div data-case="{{number}}"{{#isHidden}} hidden="hidden"{{/isHidden}}>
    <h4>{{name}}</h4>
    <p class="facts">{{rules}}</p>
    <div class="first-images">
    {{#.picture}}<svg class="thumbnail" role="img" aria-label="The query, its searched part framed"><use href="#{{.}}"/></svg>{{/.picture}}
    {{#arms}}
    <div class="arm"><h5>{{label}}</h5><p class="facts">AP {{averagePrecision}} · {{hits}} of {{count}} right · <code>{{row}}</code></p>
    <ol>
    {{#places}}<li class="{{relevance}}" title="{{name}}">{{#.picture}}<svg class="thumbnail" role="img" aria-label="{{words}}"><use href="#{{.}}"/></svg>{{/.picture}}{{#isAbsent}}<span class="thumbnail">{{name}}</span>{{/isAbsent}}<span class="under"><span class="relevance {{relevance}}">{{mark}}</span> {{rank}} <span class="deviation">{{score}}</span></span></li>
    {{/places}}
    </ol></div>
    {{/arms}}
    </div>
    </div>
    {{/queries}}
    </div>
    {{/.firstImages}}
    </section>
    {{/hasFirstImages}}
    {{/firstImages}}

    """

  private static let curvesText = """
    {{#hasCurves}}
    <section id="curves">
    <h2>Precision, recall and the spread over queries</h2>
    <p>Precision at 101 levels of recall, the mean over queries and seeds: interpolated, so the highest precision at that recall or beyond, or as measured where that recall is first reached. Positives and junk are those of each setting.</p>
    {{#curves}}
    <section id="{{id}}">
    <h3>{{title}}</h3>
    {{#lacksPlaces}}<p>Some places of positives are not in the cache; <code>{{command}}</code> makes them anew.</p>{{/lacksPlaces}}
    {{#hasPanels}}
    <div class="drawn" data-kind="i">
    <fieldset class="needs-script"><legend>Precision</legend>
    <label><input type="radio" name="{{id}}-kind" value="i" checked="checked"/> interpolated</label>
    <label><input type="radio" name="{{id}}-kind" value="m"/> as measured</label>
    </fieldset>
    <fieldset><legend>Rows</legend><div class="lines">
    {{#rows}}
    <label><input type="checkbox" value="{{number}}"{{#isShown}} checked="checked"{{/isShown}}/><svg width="34" height="10" viewBox="0 0 34 10" aria-hidden="true"><path d="M1 5H33" class="line on {{look}}"/></svg><span>{{title}}</span></label>
    {{/rows}}
    </div></fieldset>
    <div class="panels">
    {{#panels}}<figure>{{{.}}}</figure>
    {{/panels}}
    </div>
    </div>
    {{/hasPanels}}
    {{#hasHistograms}}
    <h4>Average precision of queries</h4>
    <p>Bars are 5 percent wide; the dashed line is the mean; all plots of a column have one scale.</p>
    <div class="cases">
    <label class="needs-script">Column <select>{{#histograms}}<option value="{{number}}">{{title}}</option>{{/histograms}}</select></label>
    {{#histograms}}
    <div data-case="{{number}}"{{#isHidden}} hidden="hidden"{{/isHidden}}>
    <h5>{{title}}</h5>
    <div class="panels small">
    {{#figures}}<figure><figcaption>{{title}}</figcaption>{{{drawing}}}</figure>
    {{/figures}}
    </div>
    {{#hasOthers}}
    <details><summary>The rows of no claim</summary>
    <div class="panels small">
    {{#others}}<figure><figcaption>{{title}}</figcaption>{{{drawing}}}</figure>
    {{/others}}
    </div>
    </details>
    {{/hasOthers}}
    </div>
    {{/histograms}}
    </div>
    {{/hasHistograms}}
    </section>
    {{/curves}}
    </section>
    {{/hasCurves}}

    """

  private static let trainingsText = """
    <section id="trainings">
    <h2>Trainings</h2>
    {{#trainings}}
    {{#hasCurves}}
    <p>Against the views learnt from. The loss is the mean of a step before it, the gradient norm that of all that is learnt; alignment and uniformity are of the step's last batch (Wang and Isola 2020). Losses of different objectives do not compare.</p>
    {{/hasCurves}}
    {{#recipes}}
    <h3>{{label}} <code>{{name}}</code></h3>
    <p class="facts">{{words}}</p>
    <div class="panels small">
    {{#panels}}<figure>{{{.}}}</figure>
    {{/panels}}
    </div>
    {{/recipes}}
    {{^hasCurves}}<p>No training is behind these tables whose log the cache holds.</p>{{/hasCurves}}
    {{#hasAbsent}}<p>No log in the cache of: {{#absent}}<code>{{.}}</code> {{/absent}}</p>{{/hasAbsent}}
    {{/trainings}}
    </section>

    """

  private static let costsText = """
    <section id="costs">
    <h2>Cost</h2>
    {{#costs}}
    <p>By the provenance of the results: what making each artifact took when it was made, in this run or an earlier one, on the machines named below. Energy was not measured.</p>
    {{#hasNetworks}}
    <h3>Trainings</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="Cost of trainings">
    <table>
    <thead><tr><th scope="col" class="row">network</th><th scope="col">layout</th><th scope="col" class="n">parameters</th><th scope="col" class="n">views</th><th scope="col" class="n">with its start</th><th scope="col" class="n">seeds</th><th scope="col" class="n">seconds</th><th scope="col" class="n">processor seconds</th><th scope="col" class="n">views a second</th></tr></thead>
    <tbody>
    {{#networks}}
    <tr><th scope="row" class="row">{{name}}</th><td>{{architecture}}</td><td class="n">{{parameters}}</td><td class="n">{{views}}</td><td class="n">{{allViews}}</td><td class="n">{{seeds}}</td><td class="n">{{seconds}}</td><td class="n">{{processorSeconds}}</td><td class="n">{{rate}}</td></tr>
    {{/networks}}
    </tbody>
    </table>
    </div>
    <p class="facts">Parameters are those of the network behind the descriptors, without the heads of training; views are of one seed, seconds of all.</p>
    {{/hasNetworks}}
    {{#hasExtractions}}
    <h3>Descriptors</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="Cost of descriptors">
    <table>
    <thead><tr><th scope="col" class="row">network</th><th scope="col" class="n">descriptors</th><th scope="col" class="n">seconds</th><th scope="col" class="n">descriptors a second</th></tr></thead>
    <tbody>
    {{#extractions}}
    <tr><th scope="row" class="row">{{network}}</th><td class="n">{{descriptors}}</td><td class="n">{{seconds}}</td><td class="n">{{rate}}</td></tr>
    {{/extractions}}
    </tbody>
    </table>
    </div>
    <p class="facts">A descriptor is one image under one preparation and pooling; poolings share a pass through the network, and its time.</p>
    {{/hasExtractions}}
    {{/costs}}
    </section>

    """

  private static let figuresText = """
    {{#figures}}
    {{#hasFigures}}
    <section id="figures">
    <h2>Figures</h2>
    {{#.figures}}
    <h3>{{title}}</h3>
    <figure class="scroll wide" tabindex="0" role="region" aria-label="{{title}}">{{{drawing}}}</figure>
    {{/.figures}}
    </section>
    {{/hasFigures}}
    {{#hasCovariates}}
    <section id="covariates">
    <h2>What makes positives hard to find</h2>
    <p>Standardised effects of covariates on the share of wrong images behind each positive, ranks on both sides, the others held. Below 0, positives are found later the larger the covariate is. R² is the share that all covariates explain.</p>
    {{#covariates}}
    <h3><code>{{row}}</code> on {{dataset}}, {{setting}}</h3>
    <p class="facts">{{title}} · {{pairs}} pairs, R² {{explained}}, {{confidence}} intervals over clusters</p>
    <div class="scroll" role="region" tabindex="0" aria-label="Covariates of {{row}} on {{dataset}}">
    <table>
    <thead><tr><th scope="col" class="row">covariate</th><th scope="col" class="n">effect</th><th scope="col" class="plot">{{{ruler}}}</th><th scope="col" class="n">interval</th></tr></thead>
    <tbody>
    {{#effects}}
    <tr><th scope="row" class="row">{{name}}</th><td class="n strong">{{estimate}}</td><td class="plot">{{#.drawing}}{{{.}}}{{/.drawing}}</td><td class="n">{{interval}}</td></tr>
    {{/effects}}
    </tbody>
    </table>
    </div>
    {{/covariates}}
    </section>
    {{/hasCovariates}}
    {{/figures}}

    """

  private static let groundText = """
    {{#ground}}
    {{#hasAssumptions}}
    <section id="assumptions">
    <h2>Assumptions</h2>
    <p>What the paper's public text does not give, what was taken, and why.</p>
    <div class="scroll" role="region" tabindex="0" aria-label="Assumptions">
    <table>
    <thead><tr><th scope="col" class="row">field</th><th scope="col">value</th><th scope="col">reason</th><th scope="col">tables</th></tr></thead>
    <tbody>
    {{#assumptions}}
    <tr><th scope="row" class="row"><code>{{field}}</code></th><td>{{values}}</td><td class="text">{{reason}}</td><td>{{tables}}</td></tr>
    {{/assumptions}}
    </tbody>
    </table>
    </div>
    </section>
    {{/hasAssumptions}}
    <section id="notes">
    <h2>Notes</h2>
    {{#tables}}
    {{#hasNotes}}
    <h3>{{title}}</h3>
    <ul class="notes">
    {{#notes}}
    <li>{{.}}</li>
    {{/notes}}
    </ul>
    {{/hasNotes}}
    {{/tables}}
    </section>
    {{/ground}}

    """

  private static let provenanceText = """
    {{#ground}}
    <section id="provenance">
    <h2>Provenance</h2>
    {{#tables}}
    <h3>{{title}}</h3>
    <dl>
    {{#facts}}
    <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
    {{/facts}}
    </dl>
    <div class="scroll" role="region" tabindex="0" aria-label="Where the artifacts of {{title}} were made">
    <table>
    <thead><tr><th scope="col" class="n">artifacts</th><th scope="col">made by</th><th scope="col">machine</th><th scope="col" class="n">threads</th><th scope="col" class="n">seconds</th><th scope="col">between</th></tr></thead>
    <tbody>
    {{#origins}}
    <tr><td class="n">{{artifacts}}</td><td>{{program}}</td><td>{{machine}}</td><td class="n">{{threads}}</td><td class="n">{{seconds}}</td><td>{{dates}}</td></tr>
    {{/origins}}
    </tbody>
    </table>
    </div>
    <details><summary>Stages</summary>
    <div class="scroll tall" role="region" tabindex="0" aria-label="Stages of {{title}}">
    <table>
    <thead><tr><th scope="col" class="row">stage</th><th scope="col" class="n">seconds</th><th scope="col" class="n">processor seconds</th><th scope="col" class="n">in the cache</th><th scope="col" class="n">made</th></tr></thead>
    <tbody>
    {{#stages}}
    <tr><th scope="row" class="row">{{name}}</th><td class="n">{{seconds}}</td><td class="n">{{processorSeconds}}</td><td class="n">{{found}}</td><td class="n">{{made}}</td></tr>
    {{/stages}}
    </tbody>
    </table>
    </div>
    </details>
    {{/tables}}
    </section>
    {{/ground}}

    """
}
