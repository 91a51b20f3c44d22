//! Which requests are let in at all: those for a host of ours, not too long, from a client that does not ask too often.

use super::error::HttpError;
use super::state::State;
use super::{Hosts, Rate, Settings};
use actix_web::http::header::HOST;
use actix_web::{HttpRequest, web};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

/// Lets a request in, or says why not.
pub(crate) fn check(request: &HttpRequest) -> Result<(), HttpError> {
    let Some(state) = request.app_data::<web::Data<State>>() else { return Ok(()) };
    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if length > state.target_bytes {
        return Err(HttpError::UriTooLong(state.target_bytes));
    }
    if let (Some(hosts), Some(host)) = (&state.hosts, host(request))
        && !hosts.contains(&host)
    {
        return Err(HttpError::Misdirected(host));
    }
    match (&state.gate, client(request, &state.proxies)) {
        (Some(gate), Some(client)) if !client.is_loopback() => gate.admit(client),
        _ => Ok(()),
    }
}

/// The host that a request is for, without its port, in lower case.
fn host(request: &HttpRequest) -> Option<String> {
    // HTTP/2 has it in the address.
    let host = match request.uri().host() {
        Some(host) => host,
        None => request.headers().get(HOST)?.to_str().ok()?,
    };
    Some(name_of(host))
}

/// A host without its port, its brackets and its final point, in lower case.
fn name_of(host: &str) -> String {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        // More than one colon is an address of version 6.
        None if host.matches(':').count() > 1 => host,
        None => host.split(':').next().unwrap_or_default(),
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// The hosts that a service answers for; `None` where it answers for all.
///
/// A page on the web can have a browser ask a service on its own machine, under any name that it has led to this machine (DNS
/// rebinding). So a service that only this machine reaches answers for names that mean this machine.
pub(crate) fn hosts(settings: &Settings, bound: SocketAddr, addresses: &[&str]) -> Option<Vec<String>> {
    let of_address = |address: &&str| {
        let rest = address.split_once("://")?.1;
        Some(name_of(rest.split('/').next()?))
    };
    let own = ["localhost", "127.0.0.1", "::1"].into_iter().map(str::to_owned);
    let mut known: Vec<String> = own.chain([name_of(&bound.ip().to_string())]).collect();
    known.extend(addresses.iter().filter_map(of_address));
    match &settings.hosts {
        Hosts::Any => return None,
        Hosts::Own if !bound.ip().is_loopback() => return None,
        Hosts::Own => {}
        Hosts::Only(names) => known.extend(names.iter().map(|name| name_of(name))),
    }
    Some(known)
}

/// The address of the client: the other end of the connection; where that is a proxy of ours, whoever it says that it is asking for.
pub(crate) fn client(request: &HttpRequest, proxies: &[IpNet]) -> Option<IpAddr> {
    let mut client = request.peer_addr()?.ip().to_canonical();
    let trusted = |address: &IpAddr| proxies.iter().any(|network| network.contains(address));
    let lines = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    // Each proxy adds at the end the one that asked it: from there back to the first who is none of ours.
    for name in named.iter().rev() {
        if !trusted(&client) {
            break;
        }
        let Ok(address) = name.trim_matches(['[', ']']).parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    Some(client)
}

/// The network of an address: what one client can easily have for itself.
pub(crate) fn network(address: IpAddr) -> IpNet {
    match address {
        IpAddr::V4(address) => Ipv4Net::new_assert(address, 24).trunc().into(),
        IpAddr::V6(address) => Ipv6Net::new_assert(address, 48).trunc().into(),
    }
}

/// How many requests come from each network.
pub(crate) struct Gate {
    limiter: DefaultKeyedRateLimiter<IpNet>,
    admitted: AtomicU32,
}

/// How often networks that have been quiet are forgotten, in requests.
const SWEEP: u32 = 4_096;

impl Gate {
    pub(crate) fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst.max(rate.per_second));
        Self { limiter: RateLimiter::keyed(quota), admitted: AtomicU32::new(0) }
    }

    fn admit(&self, client: IpAddr) -> Result<(), HttpError> {
        if self.admitted.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&network(client)).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            HttpError::TooMany(wait.as_secs() + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use std::num::NonZeroU32;

    #[test]
    fn hosts_are_compared_by_name() {
        for (host, name) in [
            ("Example.org", "example.org"),
            ("example.org.:80", "example.org"),
            ("[::1]:7878", "::1"),
            ("::1", "::1"),
            ("127.0.0.1:7878", "127.0.0.1"),
        ] {
            assert_eq!(name_of(host), name);
        }
    }

    #[test]
    fn a_service_of_this_machine_answers_for_this_machine() {
        let settings = |hosts| Settings { hosts, ..Settings::new("", "") };
        let [inside, outside] = ["127.0.0.1:1", "0.0.0.0:1"].map(|text| text.parse().unwrap());
        let own = hosts(&settings(Hosts::Own), inside, &["https://data.example.org/kg/"]).unwrap();
        assert!(own.contains(&"localhost".to_owned()) && own.contains(&"data.example.org".to_owned()));
        assert_eq!(hosts(&settings(Hosts::Own), outside, &[]), None);
        assert_eq!(hosts(&settings(Hosts::Any), inside, &[]), None);
        let only = hosts(&settings(Hosts::Only(vec!["Kg.example.org:80".to_owned()])), outside, &[]).unwrap();
        assert!(only.contains(&"kg.example.org".to_owned()));
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed() {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "127.0.0.1/32".parse().unwrap()];
        for (peer, forwarded, expected) in [
            ("203.0.113.9:1", "198.51.100.1", "203.0.113.9"),
            ("127.0.0.1:1", "198.51.100.1", "198.51.100.1"),
            ("127.0.0.1:1", "198.51.100.1, 10.0.0.7", "198.51.100.1"),
            ("127.0.0.1:1", "192.0.2.1, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
            ("127.0.0.1:1", "nonsense", "127.0.0.1"),
            ("127.0.0.1:1", "2001:db8::1", "2001:db8::1"),
            ("[::ffff:203.0.113.9]:1", "", "203.0.113.9"),
        ] {
            let request = TestRequest::get()
                .peer_addr(peer.parse().unwrap())
                .insert_header(("x-forwarded-for", forwarded))
                .to_http_request();
            assert_eq!(client(&request, &proxies).unwrap().to_string(), expected, "{peer} {forwarded}");
        }
    }

    #[test]
    fn a_network_that_asks_too_often_waits_and_others_do_not() {
        let two = NonZeroU32::new(2).unwrap();
        let gate = Gate::new(Rate { per_second: two, burst: two });
        let [one, same, other] = ["192.0.2.1", "192.0.2.200", "192.0.3.1"].map(|text| text.parse().unwrap());
        assert!(gate.admit(one).is_ok() && gate.admit(same).is_ok());
        assert!(matches!(gate.admit(one), Err(HttpError::TooMany(1))));
        assert!(gate.admit(other).is_ok());
    }
}
