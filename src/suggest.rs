//! The name that somebody probably meant.

/// The candidate nearest to what was typed; none when none is near.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR: f64 = 0.75;
    let typed = typed.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, candidate)| candidate)
}

/// What to do about an unknown name: the nearest one, and all there are.
pub fn hint(typed: &str, candidates: &[&str]) -> String {
    let all = candidates.join(", ");
    match nearest(typed, candidates.iter().copied()) {
        Some(name) => format!("did you mean `{name}`? There are: {all}"),
        None => format!("there are: {all}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_if_it_is_near() {
        let names = ["amadeus", "sabre"];
        for (typed, expected) in [
            ("amadeu", Some("amadeus")),
            ("Saber", Some("sabre")),
            ("AMADEUS", Some("amadeus")),
            ("duffel", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, names), expected, "{typed}");
        }
    }
}
