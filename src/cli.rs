//! The command line: arguments to calls. The only module that chooses exit codes.
