//! Lines about requests to standard error, by a thread of their own: a reader of the log that stalls does not stall the service.

use crate::server::LogFormat;
use serde::Serialize;
use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Lines that wait for the reader of the log. More are dropped, and counted.
const WAITING: usize = 4_096;

/// One request and its answer.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    /// The network of the client.
    pub(super) client: Option<&'a str>,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) status: u16,
    /// Bytes of the answer, before packing.
    pub(super) bytes: u64,
    pub(super) milliseconds: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) query: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<u64>,
    /// Whether the answer was there already.
    pub(super) cached: bool,
    /// False where the answer broke off, or the client went away.
    pub(super) whole: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<&'a str>,
}

/// Where lines go.
pub(crate) struct Log {
    format: LogFormat,
    lines: SyncSender<String>,
    dropped: AtomicU64,
}

impl Log {
    /// Starts the thread that writes; `None` where the system has no thread left.
    pub(crate) fn start(format: LogFormat) -> Option<Self> {
        let (lines, written) = sync_channel(WAITING);
        let writer = std::thread::Builder::new().name("linkworker-log".to_owned());
        writer.spawn(move || write_all(&written)).ok()?;
        Some(Self { format, lines, dropped: AtomicU64::new(0) })
    }

    pub(super) fn write(&self, line: &Line<'_>) {
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        let now = format!("{:.3}", jiff::Timestamp::now());
        let mut text = match self.format {
            LogFormat::Text => line.text(&now),
            LogFormat::Json => line.json(&now),
        };
        if dropped > 0 {
            let _ =
                write!(text, "\nlinkworker: {dropped} lines of the log were dropped: its reader is too slow");
        }
        if self.lines.try_send(text).is_err() {
            self.dropped.fetch_add(dropped + 1, Ordering::Relaxed);
        }
    }
}

fn write_all(lines: &Receiver<String>) {
    for mut line in lines {
        line.push('\n');
        // One call for each line, so that lines of several threads don't mix. Where nobody reads there is nobody to tell.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

impl Line<'_> {
    /// `2026-01-31T12:00:00.000Z 192.0.2.0/24 POST /sparql 200 1234B 5ms query=… rows=3 hit`.
    fn text(&self, now: &str) -> String {
        let client = self.client.unwrap_or("-");
        let path = self.path.escape_debug();
        let mut text = format!(
            "{now} {client} {} {path} {} {}B {}ms",
            self.method, self.status, self.bytes, self.milliseconds
        );
        if let Some(query) = self.query {
            let _ = write!(text, " query={query}");
        }
        if let Some(rows) = self.rows {
            let _ = write!(text, " rows={rows}");
        }
        text.push_str(if self.cached { " hit" } else { "" });
        text.push_str(if self.whole { "" } else { " broken" });
        text
    }

    fn json(&self, now: &str) -> String {
        #[derive(Serialize)]
        struct Timed<'a> {
            time: &'a str,
            #[serde(flatten)]
            line: &'a Line<'a>,
        }
        // What cannot be written as JSON does not occur in a line.
        serde_json::to_string(&Timed { time: now, line: self }).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Line<'_> = Line {
        client: Some("192.0.2.0/24"),
        method: "GET",
        path: "/a\n2026 forged",
        status: 200,
        bytes: 12,
        milliseconds: 3,
        query: Some("0123456789abcdef"),
        rows: Some(1),
        cached: true,
        whole: false,
        agent: Some("curl \"x\"\n"),
    };

    #[test]
    fn no_client_makes_a_second_line() {
        let text = LINE.text("now");
        assert_eq!(
            text,
            "now 192.0.2.0/24 GET /a\\n2026 forged 200 12B 3ms query=0123456789abcdef rows=1 hit broken"
        );
        let json = LINE.json("now");
        assert_eq!(json.lines().count(), 1, "{json}");
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["path"], LINE.path);
        assert_eq!((&value["time"], &value["rows"]), (&"now".into(), &1.into()));
    }

    #[test]
    fn a_reader_that_stalls_stalls_nobody() {
        let (lines, kept) = sync_channel(1);
        let log = Log { format: LogFormat::Text, lines, dropped: AtomicU64::new(0) };
        (0..10).for_each(|_| log.write(&LINE));
        assert!(kept.recv().is_ok());
        log.write(&LINE);
        let line = kept.recv().unwrap();
        assert!(line.ends_with("9 lines of the log were dropped: its reader is too slow"), "{line}");
    }
}
