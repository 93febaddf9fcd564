/** Colours of the drawing. It stands alone as a file too, so it brings them itself. */
export const STYLE = `
.diagram{--ink:#1c2733;--soft:#55636f;--ground:#fff;--zone:#f4f6f8;--inner:#fff;--rim:#c9d1d9;--traffic:#1f5fbf;--use:#66727e;--out:#a05a00;
--edge:#7a4bc2;--compute:#c45200;--data:#2a6db8;--network:#5b53c9;--security:#b3261e;--observability:#0b7a63;--outside:#4b5864;
font:13px/1.3 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.diagram{--ink:#e8edf2;--soft:#a9b6c2;--ground:#1c242d;--zone:#161d24;--inner:#1a222a;--rim:#3a4753;--traffic:#7cb2ff;--use:#9aa7b3;--out:#f0b35c;
--edge:#b794f4;--compute:#ff9d5c;--data:#73b4f5;--network:#a5a0ff;--security:#ff8a80;--observability:#5fd3b6;--outside:#aab7c3}}
@media print{.diagram{--ink:#000;--soft:#333;--ground:#fff;--zone:#f6f6f6;--inner:#fff;--rim:#999;--traffic:#1f5fbf;--use:#555;--out:#8a4d00}}
.diagram text{fill:var(--ink)}
.diagram .zone rect{fill:var(--zone);stroke:var(--rim)}
.diagram .zone.vpc rect{fill:var(--inner)}
.diagram .zone.public rect,.diagram .zone.private rect,.diagram .zone.isolated rect{fill:var(--zone);stroke-dasharray:5 4}
.diagram .zone-title{font-size:12.5px;font-weight:600;fill:var(--soft);paint-order:stroke;stroke:var(--zone);stroke-width:5px;stroke-linejoin:round}
.diagram .zone-title.vpc{stroke:var(--inner)}
.diagram .box rect{fill:var(--ground);stroke:var(--rim)}
.diagram .title{font-size:14px;font-weight:650}
.diagram .small{font-size:12.5px;fill:var(--soft)}
.diagram .edge .mark{fill:var(--edge)}.diagram .compute .mark{fill:var(--compute)}.diagram .data .mark{fill:var(--data)}
.diagram .network .mark{fill:var(--network)}.diagram .security .mark{fill:var(--security)}
.diagram .observability .mark{fill:var(--observability)}.diagram .outside .mark{fill:var(--outside)}
.diagram .flow{fill:none;stroke-width:1.8}
.diagram .flow.traffic{stroke:var(--traffic)}.diagram .flow.use{stroke:var(--use);stroke-dasharray:4 4;stroke-width:1.3}
.diagram .flow.out{stroke:var(--out);stroke-dasharray:8 4}
.diagram .arrow.traffic path{fill:var(--traffic)}.diagram .arrow.use path{fill:var(--use)}.diagram .arrow.out path{fill:var(--out)}
.diagram .label rect{fill:var(--ground);stroke:var(--rim);stroke-width:.6}
.diagram .label text{font-size:12px}
.diagram .label.traffic text{fill:var(--traffic);font-weight:600}.diagram .label.use text{fill:var(--soft)}.diagram .label.out text{fill:var(--out)}
`.replaceAll("\n", "");
