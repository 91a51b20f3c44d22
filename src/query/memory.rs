//! How much memory this process has, as the system sees it.
//!
//! The evaluator has no budget of its own: a sort, a DISTINCT or a GROUP BY keeps all its rows. So the watchdog looks at the
//! whole process while queries run.

/// The memory that the running queries share.
#[derive(Default)]
pub(super) struct Budget {
    /// Bytes that they may add.
    limit: usize,
    /// Bytes that the process had when none was running.
    base: usize,
}

impl Budget {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, base: resident().unwrap_or_default() }
    }

    /// No query is running: what the process has now is not theirs.
    pub(super) fn start(&mut self) {
        self.base = resident().unwrap_or(self.base);
    }

    /// Whether the process has grown beyond the budget; with `factor` 2, twice beyond it. False where the system does not tell.
    pub(super) fn is_exceeded(&self, factor: usize) -> bool {
        resident().is_some_and(|now| now.saturating_sub(self.base) > self.limit.saturating_mul(factor))
    }
}

/// The resident set of this process, in bytes.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: usize = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}
