//! The output of `call --batch`: standard output, or a file that `--resume` can continue.

use std::io::Write as _;
use std::path::Path;

use crate::call::batch::{BatchLogContent, WriteLines, copy_answered, read_log};
use crate::cli::CallArgs;
use crate::failure::{Failure, Kind, Result};
use crate::output::{LineFile, Sink};

/// The destination of the lines.
pub(super) enum BatchOutput<'a> {
    Stdout,
    /// A pipe or a device.
    Device(&'a Path),
    /// A file, which may be missing.
    File(&'a Path),
}

impl<'a> BatchOutput<'a> {
    /// Returns the destination that the flags name.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be used: it is also the input, or it cannot be resumed.
    pub(super) fn new(args: &'a CallArgs, input: &Path) -> Result<Self> {
        let output = match args.output.as_deref() {
            None => Self::Stdout,
            Some(path) if path.as_os_str() == "-" => Self::Stdout,
            Some(path) if path.metadata().is_ok_and(|metadata| !metadata.is_file()) => Self::Device(path),
            Some(path) => Self::File(path),
        };
        match output {
            Self::File(path) if is_same_file(path, input) => {
                Err(Failure::new(Kind::Usage, "the file of --output is also the input of --batch")
                    .hint("write the responses to another file"))
            }
            Self::Stdout | Self::Device(_) if args.resume => {
                Err(Failure::new(Kind::Usage, "--resume needs the file with the earlier responses")
                    .hint("name the file with -o FILE"))
            }
            output => Ok(output),
        }
    }

    /// Reads the responses of an earlier run.
    ///
    /// # Errors
    ///
    /// Fails when the file is not the output of a batch.
    pub(super) fn read_earlier(&self) -> Result<BatchLogContent> {
        match self {
            Self::File(path) => read_log(path),
            Self::Stdout | Self::Device(_) => Ok(BatchLogContent::default()),
        }
    }

    /// Opens the destination. A file keeps only the responses of an earlier run that is continued.
    ///
    /// # Errors
    ///
    /// Fails when the destination cannot be written.
    pub(super) fn open(&self, earlier: Option<&BatchLogContent>) -> Result<WriteLines> {
        match self {
            Self::Stdout => Ok(write_to(Sink::stdout()?)),
            Self::Device(path) => Ok(write_to(Sink::file(path)?)),
            Self::File(path) => {
                let mut file = LineFile::open(path)?;
                match earlier {
                    None => file.clear()?,
                    Some(earlier) if earlier.needs_cleaning => {
                        let mut cleaned = Sink::file(path)?;
                        copy_answered(path, &mut cleaned)?;
                        // Windows does not replace an open file.
                        drop(file);
                        cleaned.finish()?;
                        file = LineFile::open(path)?;
                    }
                    Some(_) => {}
                }
                Ok(Box::new(move |lines| file.append(lines)))
            }
        }
    }
}

fn write_to(mut sink: Sink) -> WriteLines {
    Box::new(move |lines| sink.write_all(lines).map_err(|error| sink.failed(&error)))
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    let canonical = one.canonicalize().ok().zip(other.canonicalize().ok());
    canonical.is_some_and(|(one, other)| one == other)
}
