//! The `linkworker` program. Everything it does is in the library's `cli` module.

use std::process::ExitCode;

fn main() -> ExitCode {
    linkworker::cli::main()
}
