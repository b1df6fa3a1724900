//! Many processes that run at the same time.

use super::process::{Output, Program, Running};
use super::wait::until_each_opened_a_lock_file;

/// Running programs that were started together.
#[must_use = "running programs are killed when they are dropped"]
pub struct Herd(Vec<Running>);

impl Herd {
    /// Starts all programs.
    #[track_caller]
    pub fn start(programs: impl IntoIterator<Item = Program>) -> Self {
        Self(programs.into_iter().map(Program::spawn).collect())
    }

    /// Starts this program so many times.
    #[track_caller]
    pub fn of(program: &Program, count: usize) -> Self {
        Self::start(std::iter::repeat_n(program.clone(), count))
    }

    /// Waits until each process has found no valid token, and either requests one or waits for another process.
    #[track_caller]
    pub fn until_all_need_a_token(self) -> Self {
        let processes: Vec<u32> = self.0.iter().map(Running::id).collect();
        until_each_opened_a_lock_file(&processes);
        self
    }

    /// Waits for the end of each program. Returns the outputs in the order in which the programs were started.
    #[must_use = "check what the runs printed, or at least their exit codes"]
    #[track_caller]
    pub fn wait(self) -> Vec<Output> {
        self.0.into_iter().map(Running::wait).collect()
    }
}
