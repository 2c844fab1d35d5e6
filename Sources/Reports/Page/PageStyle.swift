/// How a page of a report looks: on screens light or dark as the reader's are, on paper light.
enum PageStyle {
  static let css = """
    :root { color-scheme: light dark; --ink: #1d2430; --quiet: #5c6675; --line: #d5dae1;
      --paper: #fbfbfa; --card: #ffffff; --accent: #1f5fa8; --bar: #4f7fb8; --law: #c2410c;
      --bulk: #11805c; --warn: #9a3412; --edge: #8a94a3; --shade: #f1f3f6; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e4e7ec; --quiet: #9aa4b2; --line: #333b47;
      --paper: #14181e; --card: #1b2129; --accent: #8ab8f0; --bar: #6f9fd8; --law: #fb923c;
      --bulk: #4fd1a5; --warn: #fdba74; --edge: #6b7686; --shade: #222933; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
    main { max-width: 1240px; margin: 0 auto; padding: 28px 28px 64px; }
    h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
    h2 { font-size: 22px; margin: 44px 0 10px; padding-bottom: 6px; border-bottom: 1px solid var(--line); }
    h3 { font-size: 16px; margin: 26px 0 8px; }
    p { margin: 8px 0; max-width: 78ch; }
    a { color: var(--accent); text-decoration: none; }
    a:hover, a:focus { text-decoration: underline; }
    .quiet, figcaption, caption { color: var(--quiet); }
    .warn { color: var(--warn); }
    nav ol { margin: 12px 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 12px 0; }
    dt { color: var(--quiet); }
    dd { margin: 0; overflow-wrap: anywhere; }
    .wide { overflow-x: auto; margin: 12px 0; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14px; }
    caption { text-align: left; padding-bottom: 6px; }
    th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
      white-space: nowrap; }
    thead th { white-space: normal; color: var(--quiet); font-weight: 600; vertical-align: bottom; }
    tbody th { font-weight: 600; }
    td.number, th.number { text-align: right; }
    td.free { white-space: normal; min-width: 22ch; }
    .incidence td, .incidence thead th { text-align: center; padding: 3px 8px; }
    .incidence thead th:first-child, .incidence tbody th { text-align: left; padding-left: 0; }
    .incidence td.on { background: var(--shade); color: var(--accent); }
    .incidence td.off { color: var(--line); }
    .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 520px), 1fr)); gap: 20px 28px; }
    figure { margin: 0; break-inside: avoid; }
    figcaption { font-size: 13px; }
    figcaption b { color: var(--ink); }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
    svg { display: block; width: 100%; height: auto; overflow: visible; }
    svg text { fill: var(--quiet); font-size: 14px; }
    .axis { stroke: var(--line); } .bars { fill: var(--bar); } .dots { fill: var(--bar); }
    .law { stroke: var(--law); stroke-width: 2; fill: none; } .xmin { stroke: var(--law); stroke-dasharray: 3 3; }
    .bulk { stroke: var(--bulk); stroke-dasharray: 5 3; }
    .key-law { color: var(--law); } .key-bulk { color: var(--bulk); }
    .diagram { position: relative; margin: 0 auto; }
    .diagram > svg { position: absolute; left: 0; top: 0; width: 100%; height: 100%; }
    .edges path { fill: none; stroke: var(--edge); stroke-width: 1.5; stroke-linejoin: round; }
    .edges .halo { stroke: var(--paper); stroke-width: 6; } .edges circle { fill: var(--edge); }
    article { position: absolute; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
      padding: 8px 9px; overflow: hidden; font-size: 12px; line-height: 16px; }
    article h4 { margin: 0; font-size: 14px; line-height: 18px; white-space: nowrap; }
    article h4 span { color: var(--quiet); font-weight: 400; }
    article p { margin: 2px 0 0; height: 32px; overflow: hidden; display: -webkit-box; -webkit-box-orient: vertical;
      -webkit-line-clamp: 2; }
    article p.vectors { color: var(--quiet); font-variant-numeric: tabular-nums; }
    .tiles { display: grid; grid-template-columns: repeat(3, 54px); grid-auto-rows: 82px; gap: 4px; margin-top: 6px; }
    .tiles figure { width: 54px; }
    .tiles .optimised { grid-column: span 2; grid-row: span 2; width: 112px; }
    .images { position: absolute; }
    .images image { image-rendering: pixelated; }
    .tiles img, .tiles svg { width: 54px; height: 54px; object-fit: contain; image-rendering: pixelated; background: #000;
      display: block; border-radius: 3px; }
    .tiles .optimised img { width: 112px; height: 112px; }
    .tiles figure:not(.optimised) .none { height: 54px; padding: 2px; }
    .tiles figcaption { font-size: 10.5px; line-height: 14px; margin-top: 1px; white-space: nowrap; overflow: hidden;
      text-overflow: ellipsis; }
    .none { display: grid; place-items: center; height: 112px; color: var(--quiet); background: var(--shade);
      border-radius: 3px; text-align: center; padding: 8px; }
    @media print {
      :root { --ink: #000; --quiet: #444; --line: #bbb; --paper: #fff; --card: #fff; --accent: #000; --bar: #4f7fb8;
        --law: #c2410c; --bulk: #11805c; --edge: #555; --shade: #eee; color-scheme: light; }
      main { padding: 0; max-width: none; }
      .wide { overflow: visible; }
      .diagram { zoom: var(--print); break-inside: avoid; }
      table { font-size: 10.5px; }
      th, td { padding-right: 8px; }
      section.layer { break-before: page; }
      tr, article { break-inside: avoid; }
      h2, h3 { break-after: avoid; }
      .tiles img, .tiles svg, .incidence td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }

    """
}
