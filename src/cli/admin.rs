//! The flags with which a service lets somebody change its store.

use super::limits;
use super::release::KeepArgs;
use crate::ingest::{Settings, Writer};
use crate::query::Limits;
use crate::server::{Admin, Token};
use crate::store::KnowledgeGraph;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who may change the store of a service.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Changing the store")]
pub(super) struct AdminArgs {
    /// Let whoever sends the token in this file change the store over HTTP (/admin/…, SPARQL Update, graph store); only with
    /// --store. 16 characters at least, for instance of: openssl rand -hex 32
    #[arg(long, value_name = "FILE", env = "LINKWORKER_ADMIN_TOKEN_FILE")]
    admin_token_file: Option<PathBuf>,
    /// Longest file that can be sent
    #[arg(long, value_name = "SIZE", env = "LINKWORKER_ADMIN_BODY_BYTES", value_parser = limits::size, default_value = "1GiB", hide_short_help = true)]
    admin_body_bytes: usize,
    /// Read the files of this folder into the store, and those that are put into it later; only with --store
    #[arg(long, value_name = "FOLDER", env = "LINKWORKER_WATCH")]
    watch: Option<PathBuf>,
    #[command(flatten)]
    keep: KeepArgs,
}

impl AdminArgs {
    /// The token, where there is a file of it.
    pub(super) fn token(&self) -> Result<Option<Token>> {
        self.admin_token_file.as_deref().map(read).transpose()
    }

    /// The folder that is watched.
    pub(super) fn watch(&self) -> Option<&Path> {
        self.watch.as_deref()
    }

    /// Opens the store for as long as the service runs.
    pub(super) fn writer(
        &self,
        graph: KnowledgeGraph,
        settings: Settings,
        limits: &Limits,
    ) -> Result<Arc<Writer>> {
        let writer = Writer::open(graph, settings, self.keep.count())?;
        Ok(Arc::new(writer.with_limits(limits.clone())))
    }

    /// What the service needs to know.
    pub(super) fn admin(&self, writer: &Arc<Writer>, token: Token) -> Admin {
        Admin::new(Arc::clone(writer), token).with_body_bytes(self.admin_body_bytes as u64)
    }
}

/// Reads the token; a file that everybody can read is no secret.
fn read(path: &Path) -> Result<Token> {
    let context = || format!("--admin-token-file {}", path.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).with_context(context)?.permissions().mode();
        if mode & 0o006 != 0 {
            bail!(
                "--admin-token-file {0}: everybody on this machine can read or write it; run: chmod 600 {0}",
                path.display()
            );
        }
    }
    let text = fs::read_to_string(path).with_context(context)?;
    Token::new(&text).with_context(context)
}
