//! Runs asynchronous work on the calling thread.

use std::sync::{Arc, OnceLock};

use tokio::runtime::{Builder, Runtime};

use crate::failure::{OrInternal as _, Result};

/// A runtime that runs tasks on the calling thread, while that thread waits for one of them. It is created when it is
/// first needed, because a cached token needs none.
///
/// Clones share the runtime. Sessions whose requests are sent side by side must share it, because a connection works only
/// while the runtime that opened it runs.
#[derive(Clone, Debug, Default)]
pub struct Driver {
    runtime: Arc<OnceLock<Runtime>>,
}

impl Driver {
    /// Runs the future to its end. A future that this driver runs must not call it.
    pub fn run<F: Future>(&self, future: F) -> Result<F::Output> {
        Ok(self.runtime()?.block_on(future))
    }

    /// Returns the runtime.
    pub(crate) fn runtime(&self) -> Result<&Runtime> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let created = Builder::new_current_thread().enable_all().build().or_internal("start the runtime")?;
        Ok(self.runtime.get_or_init(|| created))
    }
}
