//! Runs asynchronous work on the calling thread.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

use crate::failure::{OrInternal as _, Result};

/// A runtime that turns on the calling thread, and only while that waits. It is created when it is first needed, because a
/// token from the cache needs none.
#[derive(Debug, Default)]
pub struct Driver {
    runtime: OnceLock<Runtime>,
}

impl Driver {
    /// Runs the future to its end. It must not be called by a future that runs here already.
    pub fn run<F: Future>(&self, future: F) -> Result<F::Output> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime.block_on(future));
        }
        let created = Builder::new_current_thread().enable_all().build().or_internal("start the runtime")?;
        Ok(self.runtime.get_or_init(|| created).block_on(future))
    }
}
