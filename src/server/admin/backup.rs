//! `POST /admin/backup`: a copy of the store beside it, in its folder `backups`.

use super::{authorized, change};
use crate::server::error::HttpError;
use crate::server::state::State;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

/// Makes a copy and tells its name.
pub(crate) async fn post(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, HttpError> {
    let admin = authorized(&request, &state)?;
    let name = change(move || admin.writer.backup()).await?;
    Ok(super::json(&json!({ "backup": name })))
}
