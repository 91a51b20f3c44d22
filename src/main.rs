//! The `linkworker` program. Everything it does is in the library's `cli` module.

use linkworker::query::CountingAllocator;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Fast, and counts what each query takes.
#[global_allocator]
static ALLOCATOR: CountingAllocator<MiMalloc> = CountingAllocator::new(MiMalloc);

fn main() -> ExitCode {
    linkworker::cli::main()
}
