//! The engine against oxigraph's own store and evaluator: random queries over random data. What the two answer is the same, as
//! far as the query settles it.
//!
//! Everything follows from a seed and the number of the case. `LINKWORKER_DIFFERENTIAL_SEED` sets the seed,
//! `LINKWORKER_DIFFERENTIAL_CASE` runs one case only, `LINKWORKER_DIFFERENTIAL_SECONDS` runs that long with a fresh seed.

use crate::differential::answer::World;
use crate::differential::compare::{Verdict, compare};
use crate::differential::data::trig;
use crate::differential::grammar::{FEATURES, Generated, Grammar, Piece, join};
use fastrand::Rng;
use oxigraph::model::Quad;
use spargebra::SparqlParser;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

mod answer;
mod compare;
mod data;
mod grammar;
mod judged;
mod shape;
mod shrink;

/// The seed of the ordinary tests, and how many cases they run.
const SEED: u64 = 20_260_101;
const CASES: u64 = 1_500;
/// Queries over the same data.
const QUERIES: u64 = 10;
/// Differences after which a run ends.
const ENOUGH: usize = 8;

/// What a run has seen.
#[derive(Default)]
struct Tally {
    queries: u64,
    answered: u64,
    ordered: u64,
    open: BTreeMap<&'static str, u64>,
    /// Queries with a feature, and those of them that had an answer.
    features: BTreeMap<&'static str, (u64, u64)>,
    failures: Vec<String>,
}

impl Tally {
    fn note(&mut self, generated: &Generated, verdict: &Verdict) {
        self.queries += 1;
        let (is_empty, has_keys) = match verdict {
            Verdict::Same { is_empty, has_keys } => (*is_empty, *has_keys),
            Verdict::Different(difference) => (difference.engine.is_empty(), false),
            Verdict::Open(why) => {
                *self.open.entry(why).or_default() += 1;
                (true, false)
            }
        };
        self.answered += u64::from(!is_empty);
        self.ordered += u64::from(has_keys && !is_empty);
        for feature in &generated.features {
            let (seen, answered) = self.features.entry(feature).or_default();
            *seen += 1;
            *answered += u64::from(!is_empty);
        }
    }

    fn report(&self) -> String {
        let Self { queries, answered, ordered, open, .. } = self;
        let mut report = format!(
            "{queries} queries, {answered} with an answer, {ordered} of these in an order that was compared; not compared: {open:?}\n"
        );
        for feature in FEATURES {
            let (seen, answered) = self.features.get(feature).copied().unwrap_or_default();
            writeln!(report, "{seen:>8} {answered:>8}  {feature}").unwrap();
        }
        report
    }

    /// A run whose queries show nothing is no test.
    fn check(&self) {
        assert!(self.answered * 100 > self.queries * 40, "too few queries have an answer\n{}", self.report());
        assert!(self.ordered * 100 > self.queries * 5, "too few orders were compared\n{}", self.report());
        let open: u64 = self.open.values().sum();
        assert!(open * 50 < self.queries, "too many queries were not compared\n{}", self.report());
        for feature in FEATURES {
            let answered = self.features.get(feature).map_or(0, |(_, answered)| *answered);
            assert!(answered > 0, "no query with {feature} had an answer\n{}", self.report());
        }
    }
}

/// The generator of random numbers of one case, or of the data of ten.
fn rng(seed: u64, kind: u64, number: u64) -> Rng {
    let mut mixer = Rng::with_seed(seed ^ kind.rotate_left(32));
    mixer.seed(mixer.clone().u64(..).wrapping_add(number));
    Rng::with_seed(mixer.u64(..))
}

/// Runs cases for as long as `goes_on` says of their number.
fn run(seed: u64, first: u64, goes_on: impl Fn(u64) -> bool) -> Tally {
    let mut tally = Tally::default();
    let mut case = first;
    while goes_on(case) && tally.failures.len() < ENOUGH {
        let quads = data::generate(&mut rng(seed, 1, case / QUERIES));
        let world = World::new(&quads);
        for case in case..(case / QUERIES + 1) * QUERIES {
            if !goes_on(case) {
                break;
            }
            let generated = Grammar::generate(&mut rng(seed, 2, case), &quads);
            let text = join(&generated.pieces);
            let verdict = match SparqlParser::new().parse_query(&text) {
                Ok(query) => compare(&world, &text, &query),
                Err(error) => {
                    panic!("seed {seed}, case {case}: the grammar makes no SPARQL: {error}\n{text}")
                }
            };
            tally.note(&generated, &verdict);
            if matches!(verdict, Verdict::Different(_)) {
                let failure = explain(&generated.pieces, &quads);
                eprintln!("seed {seed}, case {case}: {failure}");
                tally.failures.push(format!("seed {seed}, case {case}: {failure}"));
            }
        }
        case = (case / QUERIES + 1) * QUERIES;
    }
    tally
}

/// Both answers to the smallest query over the fewest quads that still differ.
fn explain(pieces: &[Piece], quads: &[Quad]) -> String {
    let (small, few) = shrink::smallest(pieces, quads, |pieces, quads| {
        let text = join(pieces);
        SparqlParser::new()
            .parse_query(&text)
            .is_ok_and(|query| matches!(compare(&World::new(quads), &text, &query), Verdict::Different(_)))
    });
    let text = join(&small);
    let world = World::new(&few);
    let query = SparqlParser::new().parse_query(&text).unwrap();
    let Verdict::Different(difference) = compare(&world, &text, &query) else {
        return format!("differs, but not always:\n{}\n{}", join(pieces), trig(quads));
    };
    format!(
        "{}\n{text}\n--- data\n{}--- the engine\n{}--- oxigraph, without LIMIT and OFFSET\n{}--- oxigraph without its optimiser\n{}\
         --- the query before shrinking\n{}\n--- the data before shrinking\n{}",
        difference.why,
        trig(&few),
        difference.engine,
        difference.store,
        world.unoptimised(&query),
        join(pieces),
        trig(quads)
    )
}

fn setting(name: &str) -> Option<u64> {
    let value = std::env::var(format!("LINKWORKER_DIFFERENTIAL_{name}")).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("LINKWORKER_DIFFERENTIAL_{name}={value} is no number")))
}

#[test]
fn the_engine_answers_as_oxigraph_does() {
    let case = setting("CASE");
    let tally = if let Some(seconds) = setting("SECONDS") {
        let seed = setting("SEED").unwrap_or_else(|| Rng::new().u64(..));
        eprintln!("seed {seed}");
        let end = Instant::now() + Duration::from_secs(seconds);
        run(seed, 0, |_| Instant::now() < end)
    } else {
        let first = case.unwrap_or(0);
        let end = case.map_or(CASES, |case| case + 1);
        run(setting("SEED").unwrap_or(SEED), first, |case| case < end)
    };
    eprintln!("{}", tally.report());
    assert!(tally.failures.is_empty(), "{}", tally.failures.join("\n"));
    if case.is_none() && setting("SECONDS").is_none_or(|seconds| seconds >= 60) {
        tally.check();
    }
}
