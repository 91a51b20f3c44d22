//! How a service is run: its names, its clients, its log, its certificate; as flags and variables.

use crate::federation::{Federation, FederationError};
use crate::server::{Hosts, LogFormat, Rate, Settings, Tls};
use clap::ValueEnum;
use ipnet::IpNet;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

/// What an operator decides.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Operation")]
pub(super) struct Operation {
    /// A name under which this service answers, or `any`; may be given several times
    ///
    /// Without it: on an address that only this machine reaches, the names of this machine and those in the base IRI and --url; on any
    /// other address all names.
    #[arg(long = "host", value_name = "NAME", env = "LINKWORKER_HOSTS", value_delimiter = ',')]
    hosts: Vec<String>,
    /// Requests in a second that the clients of one network may send, over time, or `none`; this machine itself has no limit
    #[arg(long, value_name = "N", env = "LINKWORKER_RATE", default_value = "50", value_parser = rate)]
    rate: Often,
    /// Requests that they may send at once after a pause
    #[arg(long, value_name = "N", env = "LINKWORKER_BURST", default_value = "500", hide_short_help = true)]
    burst: NonZeroU32,
    /// Address or network of a reverse proxy that is believed when it says for whom it asks (X-Forwarded-For)
    #[arg(
        long = "trusted-proxy",
        value_name = "NETWORK",
        env = "LINKWORKER_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_parser = network
    )]
    proxies: Vec<IpNet>,
    /// One line for each request on standard error
    #[arg(long, value_name = "FORMAT", env = "LINKWORKER_LOG", default_value = "text")]
    log: Lines,
    /// Address of another SPARQL endpoint that queries may ask by SERVICE; without it they ask nobody
    #[arg(long = "federate", value_name = "URL", env = "LINKWORKER_FEDERATE", value_delimiter = ',')]
    endpoints: Vec<String>,
    /// Serve HTTPS: a file with the certificate and those that lead to it, in PEM. A renewed one is taken up by itself
    #[arg(long, value_name = "FILE", env = "LINKWORKER_TLS_CERTIFICATE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM
    #[arg(long, value_name = "FILE", env = "LINKWORKER_TLS_KEY", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
}

/// A rate, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Often(Option<NonZeroU32>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lines {
    /// For people
    Text,
    /// An object in JSON
    Json,
    /// None
    Off,
}

impl Operation {
    /// # Errors
    /// Where an endpoint to ask is none.
    pub(super) fn apply(&self, settings: &mut Settings) -> Result<(), FederationError> {
        let endpoints = self.endpoints.iter().map(String::as_str);
        settings.federation = Some(Arc::new(Federation::new(endpoints)?));
        settings.hosts = match self.hosts.as_slice() {
            [] => Hosts::Own,
            names if names.iter().any(|name| name.eq_ignore_ascii_case("any")) => Hosts::Any,
            names => Hosts::Only(names.to_vec()),
        };
        settings.rate = self.rate.0.map(|per_second| Rate { per_second, burst: self.burst });
        settings.proxies.clone_from(&self.proxies);
        settings.log = match self.log {
            Lines::Text => Some(LogFormat::Text),
            Lines::Json => Some(LogFormat::Json),
            Lines::Off => None,
        };
        let files = self.tls_certificate.clone().zip(self.tls_key.clone());
        settings.tls = files.map(|(certificates, key)| Tls { certificates, key });
        Ok(())
    }

    /// `http` or `https`.
    pub(super) fn scheme(&self) -> &'static str {
        if self.tls_certificate.is_some() { "https" } else { "http" }
    }
}

fn rate(text: &str) -> Result<Often, String> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(Often(None));
    }
    let number = text.parse::<NonZeroU32>();
    number.map(|number| Often(Some(number))).map_err(|_| "give a whole number from 1, or `none`".to_owned())
}

/// Reads `10.0.0.0/8`, or an address alone.
fn network(text: &str) -> Result<IpNet, String> {
    let alone = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(|_| alone())
        .map_err(|_| "give an address or a network: 127.0.0.1, 10.0.0.0/8, fd00::/8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args, Command, FromArgMatches};

    fn settings(line: &str) -> Result<Settings, String> {
        let command = Operation::augment_args(Command::new("serve"));
        let matches = command.try_get_matches_from(line.split(' ')).map_err(|error| error.to_string())?;
        let mut settings = Settings::new("", "");
        let operation = Operation::from_arg_matches(&matches).map_err(|error| error.to_string())?;
        operation.apply(&mut settings).map_err(|error| error.to_string())?;
        Ok(settings)
    }

    #[test]
    fn flags_become_settings() {
        let plain = settings("serve").unwrap();
        assert_eq!((plain.hosts, plain.log, plain.tls), (Hosts::Own, Some(LogFormat::Text), None));
        assert_eq!(plain.rate.map(|rate| (rate.per_second.get(), rate.burst.get())), Some((50, 500)));
        let set = settings(
            "serve --host=a --host=b,c --rate=none --trusted-proxy=127.0.0.1,10.0.0.0/8 --log=off --tls-certificate=c --tls-key=k",
        )
        .unwrap();
        assert_eq!(set.hosts, Hosts::Only(["a", "b", "c"].map(str::to_owned).to_vec()));
        assert_eq!((set.rate, set.log), (None, None));
        assert_eq!(set.proxies, ["127.0.0.1/32", "10.0.0.0/8"].map(|text| text.parse().unwrap()));
        assert_eq!(set.tls, Some(Tls { certificates: "c".into(), key: "k".into() }));
        assert_eq!(settings("serve --host=any").unwrap().hosts, Hosts::Any);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "--rate=0",
            "--rate=fast",
            "--burst=0",
            "--trusted-proxy=here",
            "--tls-key=k",
            "--log=xml",
            "--federate=here",
        ] {
            assert!(settings(&format!("serve {line}")).is_err(), "{line}");
        }
    }
}
