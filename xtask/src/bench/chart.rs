//! The chart of the headline figures: how much of the peer's cost ours is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::record::Record;
use super::rows;

const WIDTH: u32 = 760;
const LABELS: u32 = 330;
const BARS: f64 = 300.0;
const STEP: u32 = 46;

/// The chart as SVG, readable on light and dark ground.
pub fn svg(records: &BTreeMap<String, Record>) -> String {
    let rows = rows::all().filter(|row| row.is_charted);
    let rows: Vec<_> = rows.filter_map(|row| Some((row, records.get(row.name)?))).collect();
    let height = rows.len() as u32 * STEP + 10;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"#808080\" role=\"img\">\n\
         <title>What ours costs beside the peers: shorter is better</title>\n"
    );
    for (index, (row, record)) in rows.iter().enumerate() {
        let (ours, theirs) = record.medians();
        let top = index as u32 * STEP + 8;
        let share = (1.0 / row.figure.times(ours, theirs)).min(1.3) * BARS;
        let mut bar = |y: u32, length: f64, colour: &str, value: f64| {
            let _ = writeln!(
                svg,
                "<rect x=\"{LABELS}\" y=\"{y}\" width=\"{length:.1}\" height=\"14\" rx=\"2\" fill=\"{colour}\"/>\
                 <text x=\"{:.1}\" y=\"{}\">{}</text>",
                f64::from(LABELS) + length + 6.0,
                y + 12,
                escape(&row.figure.show(value)),
            );
        };
        bar(top, share, "#2f81f7", ours);
        bar(top + 17, BARS, "#9e9e9e", theirs);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\" font-size=\"11\">{}</text>",
            LABELS - 10,
            top + 12,
            escape(row.what),
            LABELS - 10,
            top + 28,
            escape(row.peer.name),
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
