/// The style of the page, light and dark, for screens of any width and for paper.
enum Style {
  /// Text on its ground has a contrast of 4.5 at least, lines and marks one of 3 (WCAG 2.2, 1.4.3 and 1.4.11).
  static let text = """
    :root{color-scheme:light dark;--ink:#1c1f23;--soft:#545b64;--paper:#fff;--panel:#f5f6f8;--rule:#c9cdd3;\
    --link:#0b57a4;--above:#0b62ab;--around:#666d75;--below:#b04a00;--bar:#5b7ea6;--focus:#b04a00;\
    --best:#e4eefa;--axis:#757b83;--hit:#00704a;\
    --c0:#0b62ab;--c1:#b84e00;--c2:#00785a;--c3:#a8488a;--c4:#8a6500;--c5:#1f7fb0;--c6:#6557c4;--c7:#5f666e}
    @media (prefers-color-scheme:dark){:root{--ink:#e7e9ec;--soft:#aab1ba;--paper:#15181c;--panel:#1e2328;\
    --rule:#3a4149;--link:#8fc0f5;--above:#6cb2f2;--around:#a9b0b8;--below:#f39a58;--bar:#7aa2d0;\
    --focus:#f39a58;--best:#1d3550;--axis:#8f969e;--hit:#3fc79d;\
    --c0:#6cb2f2;--c1:#f39a58;--c2:#3fc79d;--c3:#e59bcb;--c4:#e2bd4d;--c5:#63c7ee;--c6:#aba1f5;--c7:#b3b9c1}}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;scroll-padding-top:1rem}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
    header,main,nav{padding:0 1.25rem;max-width:84rem}
    main{min-width:0}
    h1{font-size:1.7rem;line-height:1.25;margin:1.5rem 0 .5rem}
    h2{font-size:1.35rem;line-height:1.3;margin:0 0 .5rem}
    h3{font-size:1.1rem;line-height:1.35;margin:1.75rem 0 .5rem}
    h4{font-size:1rem;margin:1.25rem 0 .25rem}
    h5{font-size:.95rem;margin:.75rem 0 .25rem}
    p{max-width:46rem;margin:.4rem 0}
    h1,h2,h3,h4,h5,p,li,dd,code{overflow-wrap:anywhere}
    a{color:var(--link)}
    code{font:.875em ui-monospace,monospace;background:var(--panel);padding:.1em .3em;border-radius:3px}
    main>section{padding-top:1.5rem;margin-top:2.25rem;border-top:1px solid var(--rule)}
    main>section:first-child{border-top:0;margin-top:0}
    nav h2{font-size:1rem}
    nav ol{margin:0;padding-left:1.25rem;columns:16rem}
    nav a{display:block;padding:.15rem 0}
    nav ul{margin:0;padding-left:1rem;list-style:none}
    nav li{break-inside:avoid}
    .skip{position:absolute;left:-99rem}
    .skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.5rem;z-index:9}
    :focus-visible{outline:3px solid var(--focus);outline-offset:2px}
    .facts{color:var(--soft);font-size:.9rem}
    .legend{list-style:none;padding:0;margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;font-size:.9rem}
    .claim{border:1px solid var(--rule);border-radius:6px;padding:.25rem 1rem .75rem;margin:0 0 1rem}
    .claim h4{margin:.5rem 0 .25rem}
    .verdict{font-weight:700;font-size:.85em;white-space:nowrap;letter-spacing:.02em}
    .verdict::before{margin-right:.4em;font-size:1.1em}
    .verdict.holds{color:var(--above)}.verdict.holds::before{content:"\\25B2"}
    .verdict.inconclusive{color:var(--around)}.verdict.inconclusive::before{content:"\\25C7"}
    .verdict.fails{color:var(--below)}.verdict.fails::before{content:"\\25BC"}
    .scroll{overflow-x:auto;max-width:100%;margin:.5rem 0;width:fit-content}
    .scroll.tall{max-height:85vh;overflow-y:auto;border:1px solid var(--rule);border-radius:4px}
    .scroll.wide{width:auto}
    table{border-collapse:separate;border-spacing:0;font-size:14px;line-height:22px;font-variant-numeric:tabular-nums}
    th,td{padding:5px 9px;text-align:left;border-bottom:1px solid var(--rule);vertical-align:middle;\
    white-space:nowrap;background:var(--paper)}
    th{font-weight:600;overflow-wrap:break-word}
    .n{text-align:right}
    td.text{white-space:normal;min-width:20rem;max-width:42rem}
    .strong{font-weight:700}
    .first{border-left:1px solid var(--rule)}
    .group{text-align:center}
    .plot{padding:0 .25rem;line-height:0}
    thead th{vertical-align:bottom;white-space:normal}
    thead th.n{min-width:5rem;max-width:12rem}
    .verdicts th:first-child{min-width:7.5rem}
    .verdicts td:nth-child(2){min-width:8.5rem}
    .verdicts thead th.n,.verdicts td.n{min-width:4rem}
    .verdicts thead th:nth-child(7){min-width:9.5rem}
    .tall thead th{position:sticky;top:0;z-index:2;background:var(--panel)}
    .tall thead tr:nth-child(2) th{top:33px}
    .tall thead tr:first-child th{height:33px}
    th.row{position:sticky;left:0;z-index:1;white-space:normal;min-width:8.5rem;max-width:18rem;\
    border-right:1px solid var(--rule)}
    .tall thead th.row{z-index:3}
    @media (min-width:48rem){th.row{min-width:14.5rem}}
    td.best{background:var(--best)}
    tr.reference th,tr.reference td{color:var(--soft)}
    tr.chosen th,tr.chosen td:not(.best){background:var(--panel)}
    .deviation,.published{color:var(--soft);font-size:.88em}
    sup{display:inline-block;min-width:.6em;text-align:left;line-height:0;font-size:1em;vertical-align:baseline}
    th button{font:inherit;color:inherit;background:none;border:0;padding:.1rem 0;cursor:pointer;text-align:inherit}
    .sortable thead button{text-decoration:underline dotted;text-underline-offset:3px}
    [aria-sort] button{position:relative;padding-right:.8em}
    [aria-sort] button::after{position:absolute;right:-.1em;bottom:.1rem}
    [aria-sort].n{padding-right:.2em}
    [aria-sort=ascending] button::after{content:"\\25B4"}
    [aria-sort=descending] button::after{content:"\\25BE"}
    button.tell:hover{text-decoration:underline}
    .told{border-left:3px solid var(--rule);padding:0 0 0 .75rem;margin:.75rem 0;font-size:.9rem}
    .told h4{margin:.2rem 0}
    .told p{margin:.2rem 0}
    .panel{position:sticky;bottom:0;z-index:4;background:var(--panel);border:1px solid var(--rule);\
    border-radius:4px 4px 0 0;padding:.5rem 3rem .5rem .9rem;max-height:40vh;overflow:auto;box-shadow:0 -4px 12px #0003}
    .panel .told{border:0;padding:0;margin:0}
    .panel button{position:absolute;right:.5rem;top:.5rem;font:inherit;min-width:2rem;min-height:2rem;cursor:pointer;\
    color:inherit;background:var(--paper);border:1px solid var(--rule);border-radius:4px}
    summary{cursor:pointer;padding:.25rem 0}
    .choices{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.75rem;margin:1rem 0}
    .choices label,.cases>label{display:grid;gap:.15rem;font-size:.9rem;color:var(--soft)}
    .cases>label{max-width:26rem}
    select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--axis);border-radius:4px;\
    padding:.35rem;width:100%;min-width:0}
    .beside{display:grid;grid-template-columns:minmax(0,32rem) minmax(0,1fr);gap:1.5rem;align-items:start}
    @media (max-width:56rem){.beside{grid-template-columns:minmax(0,1fr)}}
    figure{margin:0}
    figure svg{display:block;max-width:100%;height:auto}
    .wide svg{max-width:none}
    figcaption{font-size:.85rem;line-height:1.3;font-weight:600;padding:0 .25rem}
    .panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:1rem .5rem;margin:1rem 0}
    .panels.small{grid-template-columns:repeat(auto-fill,minmax(238px,1fr))}
    @media (max-width:24.5rem){.panels{grid-template-columns:minmax(0,1fr)}}
    .panels.small figure{display:flex;flex-direction:column;justify-content:flex-end}
    @media (max-width:40rem){.verdicts{display:block}.verdicts thead th{display:none}\
    .verdicts thead,.verdicts tbody,.verdicts td,.verdicts tbody th,.verdicts thead .plot{display:block;border:0;\
    padding:1px 0;flex:none}\
    .verdicts tbody td:nth-child(2){flex:1 0 60%}.verdicts thead tr{border:0;padding:0}\
    .verdicts tr{display:flex;flex-wrap:wrap;gap:2px 14px;padding:8px 0;border-top:1px solid var(--rule)}\
    .verdicts tr .n{min-width:0;text-align:left}\
    .verdicts .plot{flex-basis:100%;order:1}.verdicts .plot~.n{order:2}\
    .verdicts [data-name]::before{content:attr(data-name) " ";color:var(--soft);font-weight:400}}
    fieldset{border:1px solid var(--rule);border-radius:4px;margin:.5rem 0;padding:.4rem .75rem;min-width:0}
    legend{font-size:.85rem;color:var(--soft)}
    fieldset label{display:inline-flex;align-items:center;gap:.4rem;margin-right:1.25rem;font-size:.9rem;\
    min-height:1.75rem}
    .lines{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:2px 8px;\
    max-height:19rem;overflow-y:auto}
    .lines label{line-height:1.3;margin:0}
    .lines svg{flex:none}
    dl{display:grid;gap:.15rem 1rem;margin:.5rem 0;font-size:.9rem}
    dl div{display:grid;grid-template-columns:10rem minmax(0,1fr);gap:1rem}
    dt{color:var(--soft)}
    dd{margin:0}
    @media (max-width:32rem){dl div{grid-template-columns:1fr;gap:0}header,main,nav{padding:0 .8rem}\
    .claim{padding:.25rem .6rem .5rem}}
    .store{position:absolute}
    #scatter-place{margin:.25rem 0 .75rem}
    .first-images>svg.thumbnail{margin:.25rem 0}
    .first-images ol{list-style:none;margin:.25rem 0 .75rem;padding:0;display:flex;flex-wrap:wrap;gap:6px}
    .first-images li{width:94px;font-size:13px;line-height:18px}
    .thumbnail{display:block;width:96px;height:96px;overflow:hidden;overflow-wrap:anywhere;font-size:11px}
    .first-images li .thumbnail{width:94px;height:94px;border:4px solid var(--around)}
    .first-images li.positive .thumbnail{border-color:var(--hit)}
    .first-images li.negative .thumbnail{border:4px dashed var(--below)}
    .first-images li.junk .thumbnail{border:4px dotted var(--around)}
    .under{display:block;text-align:center}
    .relevance{font-weight:700}
    .relevance.positive{color:var(--hit)}.relevance.negative{color:var(--below)}.relevance.junk{color:var(--around)}
    .notes li{max-width:60rem;margin:.2rem 0;font-size:.95rem}
    svg text{font:12px system-ui,sans-serif;fill:var(--soft)}
    svg .head{font-weight:600;fill:var(--ink)}
    svg .axis{stroke:var(--axis);fill:none}
    svg .grid{stroke:var(--rule);fill:none;stroke-opacity:.75}
    svg .zero{stroke:var(--ink);fill:none}
    svg .mean{stroke:var(--ink);fill:none}
    svg .bar{fill:var(--bar)}
    .whisker{fill:none}
    .whisker.above{stroke:var(--above)}.whisker.around{stroke:var(--around)}.whisker.below{stroke:var(--below)}
    .dot.above{fill:var(--above)}.dot.below{fill:var(--below)}
    .dot.around{fill:var(--paper);stroke:var(--around);stroke-width:2}
    .line{fill:none;stroke-width:1.75;stroke-linejoin:round}
    .c0{stroke:var(--c0)}.c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}
    .c4{stroke:var(--c4)}.c5{stroke:var(--c5)}.c6{stroke:var(--c6)}.c7{stroke:var(--c7)}
    .d1{stroke-dasharray:7 3}.d2{stroke-dasharray:3 3}.d3{stroke-dasharray:9 3 2 3}
    .drawn .panels .line{display:none}
    .drawn[data-kind=i] .panels .line.ki.on,.drawn[data-kind=m] .panels .line.km.on{display:inline}
    .point{fill:var(--above);fill-opacity:.65;stroke:var(--paper);stroke-width:.75}
    .point.behind{fill:var(--below)}.point.tie{fill:var(--around)}
    .point:hover,.point.now{fill-opacity:1;stroke:var(--ink);stroke-width:2}
    .point:focus{outline:none;stroke:var(--focus);stroke-width:3;fill-opacity:1}
    .without-script{display:none}
    @media (min-width:80rem){body{display:grid;grid-template-columns:15rem minmax(0,1fr);\
    grid-template-areas:"nav header" "nav main";grid-template-rows:auto 1fr}\
    header{grid-area:header}main{grid-area:main}\
    nav{grid-area:nav;position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;\
    padding:1.6rem .5rem 1rem 1.25rem;border-right:1px solid var(--rule);min-height:100vh}nav ol{columns:1}}
    @media print{:root{--ink:#000;--soft:#333;--paper:#fff;--panel:#fff;--rule:#999}nav,.needs-script,.skip,\
    .panel{display:none !important}.beside.needs-script{display:grid !important}\
    .scroll,.scroll.tall{overflow:visible;max-height:none}.lines{max-height:none}\
    .lines label:not(:has(:checked)){display:none}.tall thead th{white-space:normal}\
    table{font-size:7.5pt}th,td{padding:.1rem .25rem}.tall thead th,th.row{position:static}\
    .claim,figure,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}a{color:inherit;text-decoration:none}}
    """
}
