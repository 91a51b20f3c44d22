//! Union-find over numbers, with path halving and union by size.

/// Disjoint sets of the numbers below a bound.
#[derive(Debug)]
pub(super) struct Sets {
    parent: Vec<usize>,
    size: Vec<usize>,
}

impl Sets {
    /// Every number in a set of its own.
    pub(super) fn new(count: usize) -> Self {
        Self { parent: (0..count).collect(), size: vec![1; count] }
    }

    /// One more number, in a set of its own.
    pub(super) fn add(&mut self) -> usize {
        self.parent.push(self.parent.len());
        self.size.push(1);
        self.parent.len() - 1
    }

    /// The number that stands for the set. Which one it is depends on the order of unions: it must not be shown.
    pub(super) fn find(&mut self, mut n: usize) -> usize {
        while self.parent[n] != n {
            self.parent[n] = self.parent[self.parent[n]];
            n = self.parent[n];
        }
        n
    }

    /// Makes one set of two.
    pub(super) fn union(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (big, small) = if self.size[a] < self.size[b] { (b, a) } else { (a, b) };
        self.parent[small] = big;
        self.size[big] += self.size[small];
    }
}
