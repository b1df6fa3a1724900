//! Signals that end or stop the program, and the exit codes of the commands that it runs.
//!
//! One thread receives all signals, because every reaction must be complete before a signal ends the process.

#[cfg(unix)]
pub use unix::{before_end, before_end_or_stop, keep_exit_codes, listen};
#[cfg(not(unix))]
pub use windows::{before_end, keep_exit_codes};

/// Ends a reaction to signals when it is dropped.
#[derive(Debug)]
pub struct ReactionGuard {
    /// The id of the reaction; none for the listener.
    #[cfg(unix)]
    reaction: Option<u64>,
}

#[cfg(unix)]
impl ReactionGuard {
    /// Keeps the reaction until the program ends.
    pub fn keep(self) {
        std::mem::forget(self);
    }
}

#[cfg(unix)]
mod unix {
    use std::collections::BTreeMap;
    use std::io;
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

    use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::ReactionGuard;

    const HANDLED: [i32; 5] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP];

    /// A process has one handler for each signal, so the reactions are global too.
    static STATE: Mutex<SignalState> =
        Mutex::new(SignalState { has_started: false, next: 0, reactions: BTreeMap::new(), listener: None });

    struct SignalState {
        has_started: bool,
        next: u64,
        reactions: BTreeMap<u64, Reaction>,
        listener: Option<Listener>,
    }

    /// The signals of the listener, and the function that receives them.
    type Listener = (&'static [i32], Box<dyn FnMut(i32) + Send>);

    struct Reaction {
        before: Box<dyn FnMut() + Send>,
        /// Runs when the stopped program continues; none if the reaction is only for signals that end the program.
        after_stop: Option<Box<dyn FnMut() + Send>>,
    }

    /// Runs `clean_up` before a signal such as Ctrl-C ends the program.
    pub fn before_end(clean_up: impl FnMut() + Send + 'static) -> io::Result<ReactionGuard> {
        react(Reaction { before: Box::new(clean_up), after_stop: None })
    }

    /// Runs `before` before a signal ends or stops the program (Ctrl-Z stops it), and `after_stop` when it continues.
    pub fn before_end_or_stop(
        before: impl FnMut() + Send + 'static,
        after_stop: impl FnMut() + Send + 'static,
    ) -> io::Result<ReactionGuard> {
        react(Reaction { before: Box::new(before), after_stop: Some(Box::new(after_stop)) })
    }

    /// Sends these signals to the listener. They do not end the program.
    pub fn listen(signals: &'static [i32], listener: impl FnMut(i32) + Send + 'static) -> io::Result<ReactionGuard> {
        let mut state = started()?;
        state.listener = Some((signals, Box::new(listener)));
        Ok(ReactionGuard { reaction: None })
    }

    /// Keeps the exit codes of commands that are started after this call. The system discards exit codes while SIGCHLD
    /// is ignored, which this process can inherit from a parent such as Perl. A handler prevents that.
    pub fn keep_exit_codes() -> io::Result<()> {
        signal_hook::flag::register(SIGCHLD, Arc::default()).map(drop)
    }

    impl Drop for ReactionGuard {
        fn drop(&mut self) {
            let mut state = state();
            match self.reaction {
                Some(id) => drop(state.reactions.remove(&id)),
                None => state.listener = None,
            }
        }
    }

    fn react(reaction: Reaction) -> io::Result<ReactionGuard> {
        let mut state = started()?;
        let id = state.next;
        state.next += 1;
        state.reactions.insert(id, reaction);
        Ok(ReactionGuard { reaction: Some(id) })
    }

    fn state() -> MutexGuard<'static, SignalState> {
        STATE.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the thread if it does not run yet, and returns the state.
    fn started() -> io::Result<MutexGuard<'static, SignalState>> {
        let mut state = state();
        if !state.has_started {
            // Signals that are ignored when the program starts stay ignored: `nohup` and a shell's `&` rely on that.
            let ignored = ignored_signals();
            let mut signals = Signals::new(HANDLED.iter().filter(|signal| (ignored >> (**signal - 1)) & 1 == 0))?;
            let receive = move || signals.forever().for_each(handle);
            std::thread::Builder::new().name("signals".to_owned()).spawn(receive)?;
            state.has_started = true;
        }
        Ok(state)
    }

    fn handle(signal: i32) {
        let state = &mut *state();
        let listener = state.listener.as_mut().filter(|(signals, _)| signals.contains(&signal));
        let ends = signal != SIGTSTP && listener.is_none();
        for reaction in state.reactions.values_mut().filter(|reaction| ends || reaction.after_stop.is_some()) {
            (reaction.before)();
        }
        match listener {
            Some((_, listener)) => listener(signal),
            // The default handler fails only for signals that cannot be caught.
            None => drop(emulate_default_handler(signal)),
        }
        for after_stop in state.reactions.values_mut().filter_map(|reaction| reaction.after_stop.as_mut()) {
            after_stop();
        }
    }

    /// Returns the signals that are ignored, the lowest bit for signal 1.
    #[cfg(target_os = "linux")]
    fn ignored_signals() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    }

    /// Returns none, because other systems show the ignored signals only to unsafe code.
    #[cfg(not(target_os = "linux"))]
    fn ignored_signals() -> u64 {
        0
    }
}

#[cfg(not(unix))]
mod windows {
    #![expect(clippy::unnecessary_wraps, reason = "these can fail on Unix")]

    use std::io;

    use super::ReactionGuard;

    /// Does nothing, because Windows ends the program without a signal.
    pub fn before_end(_: impl FnMut() + Send + 'static) -> io::Result<ReactionGuard> {
        Ok(ReactionGuard {})
    }

    /// Does nothing, because Windows always keeps the exit codes.
    pub fn keep_exit_codes() -> io::Result<()> {
        Ok(())
    }
}
