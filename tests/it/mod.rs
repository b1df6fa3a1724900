//! The tests, one file a subject.

mod support_works;
