//! Collects what a reader has to say while it reads.

use crate::record::{Diagnostic, DiagnosticKind, Position, Severity};

/// Findings about one source, later one record of it.
#[derive(Debug)]
pub(super) struct Findings {
    source: String,
    record: Option<u32>,
    list: Vec<Diagnostic>,
}

impl Findings {
    pub(super) fn new(source: &str) -> Self {
        Self { source: source.to_owned(), record: None, list: Vec::new() }
    }

    /// From now on, findings belong to the record of this number (`None`: to no record).
    pub(super) fn about(&mut self, record: Option<u32>) {
        self.record = record;
    }

    pub(super) fn note(&mut self, kind: DiagnosticKind, field: &'static str, at: Position, message: String) {
        self.push(Severity::Note, kind, field, at, message, "");
    }

    pub(super) fn warn(
        &mut self,
        kind: DiagnosticKind,
        field: &'static str,
        at: Position,
        message: String,
        action: &'static str,
    ) {
        self.push(Severity::Warning, kind, field, at, message, action);
    }

    pub(super) fn error(
        &mut self,
        kind: DiagnosticKind,
        field: &'static str,
        at: Position,
        message: String,
        action: &'static str,
    ) {
        self.push(Severity::Error, kind, field, at, message, action);
    }

    pub(super) fn take(self) -> Vec<Diagnostic> {
        self.list
    }

    fn push(
        &mut self,
        severity: Severity,
        kind: DiagnosticKind,
        field: &'static str,
        position: Position,
        message: String,
        action: &'static str,
    ) {
        let (source, record) = (self.source.clone(), self.record);
        self.list.push(Diagnostic { severity, kind, source, position, record, field, message, action });
    }
}
