//! Long work.

use super::app::App;
use crate::problem::Problem;
use std::sync::Arc;

/// Long work.
#[derive(Debug, Default)]
pub struct Jobs;

/// Starts.
///
/// # Errors
///
/// None yet.
pub fn start(_: &Arc<App>) -> Result<(), Problem> {
    Ok(())
}
