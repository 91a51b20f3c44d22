//! How far a run is, on a terminal; and what was found in each source, everywhere.

use crate::ingest::{Event, SourceReport};
use crate::record::Severity;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// Shows events as they come. The line that moves is there on a terminal only; findings are printed in any case.
pub(super) struct Progress {
    bar: ProgressBar,
    verbose: bool,
}

impl Progress {
    /// `verbose` prints notes too.
    pub(super) fn new(verbose: bool) -> Self {
        // A target that is no terminal shows nothing.
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg} {human_pos} records, {per_sec}")
        {
            bar.set_style(style);
        }
        if !bar.is_hidden() {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Self { bar, verbose }
    }

    pub(super) fn hear(&mut self, event: &Event<'_>) {
        match event {
            Event::Reading { name, number, of } => {
                self.bar.reset();
                self.bar.set_message(format!("reading {name} ({number} of {of})"));
            }
            Event::Read(entries) => self.bar.inc(*entries),
            Event::Comparing => self.bar.set_message("comparing all sources"),
            Event::Loading(name) => self.bar.set_message(format!("mapping and loading {name}")),
            Event::Publishing => self.bar.set_message("making the release"),
            Event::Done(source) => self.bar.suspend(|| tell(source, self.verbose)),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Prints what was found in a source.
fn tell(source: &SourceReport, verbose: bool) {
    for diagnostic in &source.diagnostics {
        if verbose || diagnostic.severity > Severity::Note {
            eprintln!("{diagnostic}");
        }
    }
    if source.diagnostics_left_out > 0 {
        eprintln!("{}: {} more findings are counted only", source.name, source.diagnostics_left_out);
    }
    if let Some(reason) = &source.failed {
        eprintln!("{}: error: {reason}", source.name);
    }
}
