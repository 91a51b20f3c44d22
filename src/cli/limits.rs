//! The limits of queries as flags and variables, made from the list of them in `query`: a new limit is a new flag. And those of
//! connections.

use crate::query::{Limit, Limits, Unit};
use crate::server::Settings;
use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command, Error, FromArgMatches};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Limits for the public web.
pub(super) type ServiceLimits = LimitArgs<true>;
/// Limits for the one user of a terminal, who may stop the program.
pub(super) type LocalLimits = LimitArgs<false>;

/// A flag `--some-limit` and a variable `LINKWORKER_SOME_LIMIT` for each limit.
#[derive(Debug)]
pub(super) struct LimitArgs<const SERVICE: bool>(pub(super) Limits);

/// What most people who change anything want to change; the rest is in the long help.
const COMMON: [&str; 6] = ["timeout", "workers", "queue", "query_memory", "result_rows", "result_bytes"];

impl<const SERVICE: bool> LimitArgs<SERVICE> {
    fn defaults() -> Limits {
        if SERVICE {
            return Limits::default();
        }
        // Wider where width only costs time.
        Limits {
            timeout: Duration::from_secs(60),
            workers: 1,
            query_bytes: 1024 * 1024,
            values_rows: 100_000,
            literal_bytes: 64 * 1024,
            sorted_triples: 1_000_000,
            result_rows: usize::MAX,
            result_bytes: usize::MAX,
            ..Limits::default()
        }
    }

    /// The limits that can be set: one query alone neither waits nor makes others wait.
    fn settable() -> impl Iterator<Item = &'static Limit> {
        Limits::ALL.iter().filter(|limit| SERVICE || !["workers", "queue"].contains(&limit.name))
    }

    fn argument(limit: &'static Limit) -> Arg {
        let unit = match limit.unit {
            Unit::Count => "N",
            Unit::Bytes => "SIZE",
            Unit::Seconds => "SECONDS",
        };
        let range = range(limit);
        let (first, rest) = limit.counts.split_at(1);
        let help = format!("{}{rest}", first.to_uppercase());
        let notation = match limit.unit {
            Unit::Bytes => "; in bytes, or as 64KiB, 100MiB, 2GiB, or `none`",
            Unit::Count if *range.end() == u64::MAX => "; or `none`",
            Unit::Count | Unit::Seconds => "",
        };
        Arg::new(limit.name)
            .long(limit.name.replace('_', "-"))
            .env(format!("LINKWORKER_{}", limit.name.to_uppercase()))
            .value_name(unit)
            .long_help(format!("{help}{notation}"))
            .help(help)
            .help_heading("Limits")
            .hide_short_help(!COMMON.contains(&limit.name))
            .default_value(limit.in_words(&Self::defaults()).replace([' ', ','], ""))
            .value_parser(ValueParser::new(move |text: &str| value(text, limit.unit, &range)))
    }
}

/// The values that make sense.
fn range(limit: &Limit) -> RangeInclusive<u64> {
    match limit.name {
        "timeout" => 1..=86_400,
        "workers" => 1..=256,
        "queue" => 0..=10_000,
        _ => 0..=u64::MAX,
    }
}

/// Reads `64KiB`, `65536`, `30`, `30s`, `none`.
fn value(text: &str, unit: Unit, range: &RangeInclusive<u64>) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, suffix) = (&text[..digits], text[digits..].trim().to_ascii_lowercase());
    let power = match (unit, suffix.as_str()) {
        (_, "") | (Unit::Bytes, "b" | "bytes") | (Unit::Seconds, "s") => Some(0),
        (Unit::Bytes, "kib") => Some(10),
        (Unit::Bytes, "mib") => Some(20),
        (Unit::Bytes, "gib") => Some(30),
        _ => None,
    };
    let found = match (number.parse::<u64>(), power) {
        _ if text.eq_ignore_ascii_case("none") => Some(u64::MAX),
        (Ok(number), Some(power)) => number.checked_mul(1 << power),
        _ => None,
    };
    let found = found.ok_or_else(|| {
        match unit {
            Unit::Bytes => "give a number of bytes, or of KiB, MiB or GiB: 65536, 64KiB",
            Unit::Count => "give a whole number",
            Unit::Seconds => "give a whole number of seconds",
        }
        .to_owned()
    })?;
    if range.contains(&found) {
        return Ok(found);
    }
    Err(format!("it must be from {} to {}", range.start(), range.end()))
}

impl<const SERVICE: bool> clap::Args for LimitArgs<SERVICE> {
    fn augment_args(command: Command) -> Command {
        command.args(Self::settable().map(Self::argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const SERVICE: bool> FromArgMatches for LimitArgs<SERVICE> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut limits = Self(Self::defaults());
        limits.update_from_arg_matches(matches)?;
        Ok(limits)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        for limit in Self::settable() {
            if let Some(&value) = matches.get_one::<u64>(limit.name) {
                limit.set(&mut self.0, value);
            }
        }
        Ok(())
    }
}

/// What one connection may use.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct ConnectionLimits {
    /// Request body; without this flag at least 64KiB, and room for the longest query
    #[arg(long, value_name = "SIZE", env = "LINKWORKER_BODY_BYTES", value_parser = size, hide_short_help = true)]
    body_bytes: Option<usize>,
    /// Path and query of an address
    #[arg(long, value_name = "SIZE", env = "LINKWORKER_TARGET_BYTES", value_parser = size, default_value = "64KiB", hide_short_help = true)]
    target_bytes: usize,
    /// Results that are kept for those who ask the same again, in all; 0 keeps none
    #[arg(
        long,
        value_name = "SIZE",
        env = "LINKWORKER_CACHE_BYTES",
        value_parser = size,
        default_value = "64MiB",
        hide_short_help = true
    )]
    cache_bytes: usize,
    /// Connections open at once, for each of two threads
    #[arg(
        long,
        value_name = "N",
        env = "LINKWORKER_MAX_CONNECTIONS",
        default_value_t = 512,
        hide_short_help = true
    )]
    max_connections: usize,
    /// Time for the head of a request to arrive, and again for its body
    #[arg(
        long,
        value_name = "SECONDS",
        env = "LINKWORKER_REQUEST_TIMEOUT",
        default_value_t = 10,
        hide_short_help = true
    )]
    request_timeout: u64,
    /// Time that a client may leave a download unread
    #[arg(
        long,
        value_name = "SECONDS",
        env = "LINKWORKER_STALL_TIMEOUT",
        default_value_t = 30,
        hide_short_help = true
    )]
    stall_timeout: u64,
}

impl ConnectionLimits {
    /// Changes the settings of a service whose other limits are set.
    pub(super) fn apply(&self, settings: &mut Settings) {
        // A query in a form is up to three times as long as itself.
        let default = settings.body_bytes;
        let room = match settings.limits.query_bytes {
            longest if longest > default => longest.saturating_mul(3),
            _ => default,
        };
        settings.body_bytes = self.body_bytes.unwrap_or(room);
        settings.target_bytes = self.target_bytes;
        settings.cache_bytes = self.cache_bytes;
        settings.max_connections = self.max_connections;
        settings.request_timeout = Duration::from_secs(self.request_timeout);
        settings.stall_timeout = Duration::from_secs(self.stall_timeout);
    }
}

/// Reads a number of bytes.
pub(super) fn size(text: &str) -> Result<usize, String> {
    value(text, Unit::Bytes, &(0..=u64::MAX)).map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Args;

    fn service(line: &[&str]) -> Result<Limits, String> {
        let command = ServiceLimits::augment_args(Command::new("serve"));
        let matches = command.try_get_matches_from(line).map_err(|error| error.to_string())?;
        ServiceLimits::from_arg_matches(&matches).map(|limits| limits.0).map_err(|error| error.to_string())
    }

    #[test]
    fn without_flags_the_defaults_hold() {
        assert_eq!(service(&["serve"]), Ok(Limits::default()));
        let matches = LocalLimits::augment_args(Command::new("query")).get_matches_from(["query"]);
        let local = LocalLimits::from_arg_matches(&matches).unwrap().0;
        assert_eq!(local, LocalLimits::defaults());
        assert_eq!((local.result_rows, local.workers), (usize::MAX, 1));
    }

    #[test]
    fn every_limit_has_a_flag_and_a_variable() {
        let command = ServiceLimits::augment_args(Command::new("serve"));
        for (value, limit) in (2..).zip(Limits::ALL) {
            let flag = format!("--{}={value}", limit.name.replace('_', "-"));
            let mut expected = Limits::default();
            limit.set(&mut expected, value);
            assert_eq!(service(&["serve", &flag]), Ok(expected), "{flag}");
            let argument = command.get_arguments().find(|argument| argument.get_id() == limit.name).unwrap();
            let variable = argument.get_env().unwrap().to_str().unwrap();
            assert_eq!(variable, format!("LINKWORKER_{}", limit.name.to_uppercase()));
        }
    }

    #[test]
    fn connections_have_limits() {
        let set = |line: &[&str], query_bytes| {
            let matches = ConnectionLimits::augment_args(Command::new("serve")).get_matches_from(line);
            let mut settings = Settings::new("127.0.0.1:0", "");
            settings.limits.query_bytes = query_bytes;
            ConnectionLimits::from_arg_matches(&matches).unwrap().apply(&mut settings);
            let Settings { body_bytes, target_bytes, cache_bytes, max_connections, .. } = settings;
            let seconds = [settings.request_timeout, settings.stall_timeout].map(|time| time.as_secs());
            ([body_bytes, target_bytes, cache_bytes, max_connections], seconds)
        };
        let Settings { body_bytes, target_bytes, cache_bytes, max_connections, .. } = Settings::new("", "");
        let rest = [target_bytes, cache_bytes, max_connections];
        let with = |body_bytes| ([body_bytes, rest[0], rest[1], rest[2]], [10, 30]);
        assert_eq!(set(&["serve"], 65_536), with(body_bytes));
        assert_eq!(set(&["serve"], 100_000), with(300_000));
        let line = "serve --body-bytes=1KiB --target-bytes=2 --cache-bytes=6 --max-connections=3 --request-timeout=4 \
                    --stall-timeout=5";
        let line: Vec<_> = line.split_whitespace().collect();
        assert_eq!(set(&line, 100_000), ([1024, 2, 6, 3], [4, 5]));
    }

    #[test]
    fn sizes_have_units() {
        let any = 0..=u64::MAX;
        for (text, bytes) in
            [("0", 0), ("65536", 65_536), ("64KiB", 65_536), ("3 mib", 3 << 20), ("2GiB", 2 << 30)]
        {
            assert_eq!(value(text, Unit::Bytes, &any), Ok(bytes), "{text}");
        }
        assert_eq!(value("none", Unit::Count, &any), Ok(u64::MAX));
        for (text, unit) in [
            ("64KB", Unit::Bytes),
            ("-1", Unit::Bytes),
            ("", Unit::Count),
            ("1KiB", Unit::Count),
            ("99999999999GiB", Unit::Bytes),
        ] {
            assert!(value(text, unit, &any).is_err(), "{text}");
        }
        assert!(service(&["serve", "--timeout=0"]).unwrap_err().contains("from 1 to 86400"));
        assert!(service(&["serve", "--timeout=none"]).is_err());
    }
}
