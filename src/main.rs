//! The `travauth` program.

fn main() {}
