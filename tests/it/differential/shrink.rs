//! From a case that fails to the smallest part of it that still fails, so that a person can read it.

use super::grammar::Piece;
use oxigraph::model::Quad;

/// Leaves out parts of the query and quads of the data as long as `fails` holds. `fails` holds of what is given.
pub(crate) fn smallest(
    pieces: &[Piece],
    quads: &[Quad],
    fails: impl Fn(&[Piece], &[Quad]) -> bool,
) -> (Vec<Piece>, Vec<Quad>) {
    let (mut pieces, mut quads) = (pieces.to_vec(), quads.to_vec());
    loop {
        let size = (parts(&pieces), quads.len());
        quads = fewest(quads, |quads| fails(&pieces, quads));
        pieces = shortest(pieces, |pieces| fails(pieces, &quads));
        if size == (parts(&pieces), quads.len()) {
            return (pieces, quads);
        }
    }
}

/// Halves first, then ever smaller runs, down to one quad.
fn fewest(mut quads: Vec<Quad>, fails: impl Fn(&[Quad]) -> bool) -> Vec<Quad> {
    let mut run = quads.len().div_ceil(2);
    while run > 0 {
        let mut at = 0;
        while at < quads.len() {
            let mut fewer = quads.clone();
            fewer.drain(at..(at + run).min(quads.len()));
            if fails(&fewer) {
                quads = fewer;
            } else {
                at += run;
            }
        }
        run = if run == 1 { 0 } else { run.div_ceil(2) };
    }
    quads
}

/// Parts in the order of the text: what stands outside first, with all that is in it.
fn shortest(mut pieces: Vec<Piece>, fails: impl Fn(&[Piece]) -> bool) -> Vec<Piece> {
    let mut at = 0;
    while at < parts(&pieces) {
        let shorter = without(&pieces, &mut at.clone());
        if fails(&shorter) {
            pieces = shorter;
        } else {
            at += 1;
        }
    }
    pieces
}

fn parts(pieces: &[Piece]) -> usize {
    let of = |piece: &Piece| if let Piece::Part(inner) = piece { 1 + parts(inner) } else { 0 };
    pieces.iter().map(of).sum()
}

/// The pieces without their part number `n`, which is counted down on the way.
fn without(pieces: &[Piece], n: &mut usize) -> Vec<Piece> {
    let mut rest = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => rest.push(Piece::Text(text.clone())),
            Piece::Part(_) if *n == 0 => *n = usize::MAX,
            Piece::Part(inner) => {
                *n = n.saturating_sub(1);
                rest.push(Piece::Part(without(inner, n)));
            }
        }
    }
    rest
}
